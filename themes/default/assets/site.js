// Handout, default theme: what is pleasant to have. Everything works without it.
(function () {
  'use strict';
  const words = document.currentScript.dataset;
  const root = document.documentElement;

  function make(name, attributes, text) {
    const element = document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text) element.textContent = text;
    return element;
  }

  function each(selector, use) {
    document.querySelectorAll(selector).forEach(use);
  }

  // Light or dark ------------------------------------------------------

  const CHOICE = 'handout-scheme';
  const darkSystem = matchMedia('(prefers-color-scheme: dark)');
  const grounds = [];
  each('meta[name="theme-color"]', (meta) => { grounds.push({ meta, own: meta.content }); });

  function isDark() {
    return root.dataset.scheme ? root.dataset.scheme === 'dark' : darkSystem.matches;
  }

  function showScheme() {
    each('.scheme-switch', (button) => {
      button.hidden = false;
      button.setAttribute('aria-pressed', String(isDark()));
    });
    const paper = getComputedStyle(document.body).backgroundColor;
    grounds.forEach((it) => { it.meta.content = root.dataset.scheme ? paper : it.own; });
  }

  function useScheme(scheme) {
    if (scheme === 'light' || scheme === 'dark') root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
    showScheme();
  }

  // What the system prefers is no choice to remember: the page goes on following the system.
  function switchScheme() {
    const dark = !isDark();
    const scheme = dark === darkSystem.matches ? null : dark ? 'dark' : 'light';
    try {
      if (scheme) localStorage.setItem(CHOICE, scheme);
      else localStorage.removeItem(CHOICE);
    } catch {
      // It then holds until the next page.
    }
    useScheme(scheme);
  }

  // A page in another tab, or one that comes back from the browser's memory, follows the choice too.
  function followChoice() {
    try {
      useScheme(localStorage.getItem(CHOICE));
    } catch {
      // Nothing was remembered.
    }
  }

  // Where you are in the contents ---------------------------------------

  function followContents(nav) {
    const places = [];
    nav.querySelectorAll('a').forEach((link) => {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) places.push({ link, heading });
    });
    let current = null;
    let waiting = false;
    function look() {
      waiting = false;
      const line = 96; // px: a heading that was led to stands a little above
      const atEnd = innerHeight + scrollY >= root.scrollHeight - 2;
      const found = places.filter((it) => it.heading.getBoundingClientRect().top <= (atEnd ? innerHeight : line)).pop();
      if (found === current) return;
      if (current) current.link.removeAttribute('aria-current');
      if (found) found.link.setAttribute('aria-current', 'location');
      current = found;
    }
    function ask() {
      if (!waiting) requestAnimationFrame(look);
      waiting = true;
    }
    addEventListener('scroll', ask, { passive: true });
    addEventListener('resize', ask, { passive: true });
    look();
  }

  // Copying code --------------------------------------------------------

  function copy(text) {
    if (!navigator.clipboard) return copyByHand(text);
    return navigator.clipboard.writeText(text).catch(() => copyByHand(text));
  }

  // Where there is no clipboard to ask for, or it may not be asked.
  function copyByHand(text) {
    const field = make('textarea', { readonly: '', class: 'unseen' });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error('copy'));
  }

  function offerCopy(block) {
    const frame = make('div', { class: 'code-frame' });
    const button = make('button', { class: 'copy', type: 'button', title: words.copy });
    const name = make('span', { class: 'unseen' }, words.copy);
    const said = make('span', { class: 'unseen', role: 'status' });
    function show(done) {
      button.classList.toggle('copied', done);
      name.textContent = button.title = done ? words.copied : words.copy;
      said.textContent = done ? words.copied : '';
    }
    block.replaceWith(frame);
    button.append(name);
    frame.append(block, button, said);
    button.addEventListener('click', () => {
      copy(block.textContent).then(() => {
        show(true);
        button.focus();
        setTimeout(show, 2000, false);
      }, () => {
        button.hidden = true;
      });
    });
  }

  // Pictures, larger ----------------------------------------------------

  // The size of the original: that of a smaller version is not what its file has, but what it is shown at.
  function widthOf(image) {
    return Number(image.getAttribute('width')) || image.naturalWidth;
  }

  function heightOf(image) {
    return Number(image.getAttribute('height')) || image.naturalHeight;
  }

  function isDrawing(image) {
    return /\.svg$/.test(image.src);
  }

  // How wide it can be seen at once; and how wide at all, if one moves about in it.
  function wholeWidth(image) {
    const room = Math.min(innerWidth / widthOf(image), innerHeight / heightOf(image));
    return widthOf(image) * (isDrawing(image) ? room : Math.min(1, room));
  }

  function widestWidth(image) {
    const most = image.clientWidth * 2.5;
    return isDrawing(image) ? most : Math.min(widthOf(image), most);
  }

  function isLarger(width, image) {
    return width > image.clientWidth * 1.15;
  }

  function enlarge(image, opener) {
    const box = make('dialog', { class: 'zoom', 'aria-label': image.alt || words.enlarge });
    const shown = (image.closest('picture') || image).cloneNode(true);
    const large = shown.matches('img') ? shown : shown.querySelector('img');
    const close = make('button', { class: 'button', type: 'button' }, words.close);
    let width = wholeWidth(image);
    if (!isLarger(width, image)) {
      box.classList.add('zoom-wide');
      width = Math.round(widestWidth(image));
      large.height = Math.round(width * heightOf(image) / widthOf(image));
      large.width = width;
    }
    // The version that suits this size.
    shown.querySelectorAll('source').forEach((source) => { source.sizes = `${Math.ceil(width)}px`; });
    large.removeAttribute('loading');
    large.removeAttribute('id');
    box.append(shown, close);
    document.body.append(box);
    box.addEventListener('click', () => { box.close(); });
    box.addEventListener('close', () => {
      box.remove();
      opener.focus({ preventScroll: true });
    });
    box.showModal();
    close.focus({ preventScroll: true });
  }

  function offerZoom(image) {
    if (image.closest('a, button') || !widthOf(image)) return;
    if (!isLarger(wholeWidth(image), image) && !isLarger(widestWidth(image), image)) return;
    const shown = image.closest('picture') || image;
    const opener = make('button', { class: 'zoom-open', type: 'button' });
    opener.setAttribute('aria-label', words.enlarge + (image.alt ? `: ${image.alt}` : ''));
    shown.replaceWith(opener);
    opener.append(shown);
    opener.addEventListener('click', () => { enlarge(image, opener); });
  }

  function whenLoaded(image) {
    if (image.complete) offerZoom(image);
    else image.addEventListener('load', () => { offerZoom(image); }, { once: true });
  }

  // Footnotes in place --------------------------------------------------

  function openNote(call, note) {
    const box = make('div', { class: 'note-open', popover: 'auto', role: 'note', tabindex: '-1' });
    note.childNodes.forEach((node) => { box.append(node.cloneNode(true)); });
    box.querySelectorAll('.footnote-back').forEach((back) => { back.remove(); });
    box.querySelectorAll('[id]').forEach((element) => { element.removeAttribute('id'); });
    call.after(box);
    box.showPopover();
    const mark = call.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(mark.left - size.width / 2, root.clientWidth - size.width - 8));
    const below = mark.bottom + 8 + size.height < innerHeight;
    // In the page, so that it scrolls with its mark.
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${Math.max(8, below ? mark.bottom + 8 : mark.top - 8 - size.height) + scrollY}px`;
    box.focus({ preventScroll: true });
    box.addEventListener('toggle', (event) => {
      if (event.newState !== 'closed') return;
      if (box.contains(document.activeElement)) call.focus({ preventScroll: true });
      box.remove();
    });
  }

  function offerNote(call) {
    call.addEventListener('click', (event) => {
      const note = document.getElementById(decodeURIComponent(call.hash.slice(1)));
      if (!note || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openNote(call, note);
    });
  }

  // Tabs ----------------------------------------------------------------

  const TABS = 'handout-tabs';
  const tabSets = [];

  function labelOf(panel) {
    return panel.querySelector('.group-title').textContent;
  }

  function showTab(set, index) {
    set.tabs.forEach((tab, at) => {
      const on = at === index;
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on) set.panels[at].removeAttribute('hidden');
      // A browser that can look for words in it does.
      else set.panels[at].setAttribute('hidden', 'until-found');
    });
  }

  // Those with the same name follow, and pages that are opened later.
  function chooseTab(set, index) {
    showTab(set, index);
    if (!set.sync) return;
    const label = labelOf(set.panels[index]);
    tabSets.filter((it) => it !== set && it.sync === set.sync).forEach((other) => {
      const same = other.panels.findIndex((panel) => labelOf(panel) === label);
      if (same >= 0) showTab(other, same);
    });
    try {
      localStorage.setItem(`${TABS}-${set.sync}`, label);
    } catch {
      // It then holds until the next page.
    }
  }

  function moveTab(set, event) {
    const now = set.tabs.indexOf(document.activeElement);
    const step = getComputedStyle(set.list).direction === 'rtl' ? -1 : 1;
    const next = { ArrowRight: now + step, ArrowLeft: now - step, Home: 0, End: set.tabs.length - 1 }[event.key];
    if (next === undefined || now < 0) return;
    event.preventDefault();
    const index = (next + set.tabs.length) % set.tabs.length;
    chooseTab(set, index);
    set.tabs[index].focus();
  }

  function offerTabs(box) {
    const panels = Array.from(box.children).filter((it) => it.matches('.group-tab'));
    if (panels.length < 2) return;
    const list = make('div', { role: 'tablist' });
    const set = { list, panels, tabs: [], sync: box.dataset.sync };
    tabSets.push(set);
    panels.forEach((panel, index) => {
      const name = `tab--${tabSets.length}-${index}`;
      const tab = make('button', { role: 'tab', type: 'button', id: name, 'aria-controls': panel.id || `${name}-panel` }, labelOf(panel));
      panel.id = panel.id || `${name}-panel`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', name);
      tab.addEventListener('click', () => { chooseTab(set, index); });
      panel.addEventListener('beforematch', () => { chooseTab(set, index); });
      set.tabs.push(tab);
      list.append(tab);
    });
    list.addEventListener('keydown', (event) => { moveTab(set, event); });
    box.prepend(list);
    let chosen = null;
    try {
      if (set.sync) chosen = localStorage.getItem(`${TABS}-${set.sync}`);
    } catch {
      // Nothing was remembered.
    }
    showTab(set, Math.max(0, panels.findIndex((panel) => labelOf(panel) === chosen)));
  }

  // What a link leads to is shown.
  function openTarget() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const closed = target.closest('details:not([open])');
    if (closed) closed.open = true;
    tabSets.forEach((set) => {
      const index = set.panels.findIndex((panel) => panel.contains(target));
      if (index >= 0) showTab(set, index);
    });
    if (closed || target.closest('[role="tabpanel"]')) target.scrollIntoView();
  }

  // What is new since the release of the sheet with a code, which has the first few changes already.
  function showChanges(changes, code) {
    const released = changes.dataset.released.trim().split(' ');
    const at = released.indexOf(code);
    const items = [...changes.querySelectorAll('li')];
    items.forEach((item, index) => { item.hidden = at < 0 || index < Number(released[at + 1]); });
    changes.hidden = items.every((item) => item.hidden);
  }

  // Is a sheet of paper current? Its code is in the address, in the part that no host gets to see.
  function showEdition() {
    const sheet = /^#e=([\w-]+)$/.exec(location.hash);
    const code = sheet ? sheet[1].toUpperCase().replace(/-/g, '').replace(/[IL]/g, '1').replace(/O/g, '0') : '';
    each('.edition-status', (status) => {
      status.hidden = !sheet;
      if (!sheet) return;
      const { codes, current, earlier, unknown, withdrawn } = status.dataset;
      if (withdrawn) {
        status.dataset.answer = 'withdrawn';
        status.textContent = withdrawn;
        return;
      }
      const old = (earlier || '').split('|').find((it) => it.startsWith(`${code} `));
      const isCurrent = codes.split(' ').includes(code);
      status.dataset.answer = isCurrent ? 'current' : old ? 'changed' : 'unknown';
      status.textContent = isCurrent ? current : old ? old.slice(code.length + 1) : unknown.replace('{code}', `${code.slice(0, 4)}-${code.slice(4, 6)}`);
    });
    each('.edition-changes', (changes) => { showChanges(changes, code); });
  }

  showScheme();
  darkSystem.addEventListener('change', showScheme);
  addEventListener('storage', followChoice);
  addEventListener('pageshow', (event) => { if (event.persisted) followChoice(); });
  each('.scheme-switch', (button) => { button.addEventListener('click', switchScheme); });
  each('.toc-side', followContents);
  each('.group-tabs', offerTabs);
  openTarget();
  addEventListener('hashchange', openTarget);
  showEdition();
  addEventListener('hashchange', showEdition);
  each('.prose pre', offerCopy);
  each('.prose img', whenLoaded);
  if (HTMLElement.prototype.hasOwnProperty('popover')) each('a[role="doc-noteref"]', offerNote);
})();
