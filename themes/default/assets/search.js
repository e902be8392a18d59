// Handout's search: its dialog and the ways into it. The index is in classic scripts that call back, so that it works from
// a disk too; so is the engine that reads it. Nothing is fetched from elsewhere, and what authors and readers write only
// ever becomes text.
(function () {
  'use strict';

  const script = document.currentScript;
  const root = script.src.slice(0, script.src.lastIndexOf('/assets/') + 1);
  const labels = script.dataset;
  const folder = labels.index;

  // Files that call back ------------------------------------------------

  const files = new Map();

  window.handoutSearch = (name, value) => {
    const file = files.get(name);
    if (file) file.done(value);
  };

  // What a script calls back with under a name.
  function load(name, address) {
    let file = files.get(name);
    if (!file) {
      file = {};
      file.value = new Promise((done, fail) => { file.done = done; file.fail = fail; });
      files.set(name, file);
      const tag = document.createElement('script');
      tag.src = address;
      tag.onload = () => { tag.remove(); file.fail(new Error(name)); };
      tag.onerror = () => { tag.remove(); files.delete(name); file.fail(new Error(name)); };
      document.head.append(tag);
    }
    return file.value;
  }

  // The value in a file of the index.
  function loadFile(name, stamp) {
    return load(`${folder}/${name}`, `${root}search/${folder}/${name}.js${stamp ? `?${stamp}` : ''}`);
  }

  let engine;

  async function openEngine() {
    const start = await load('engine', labels.engine);
    if (!engine) engine = start(loadFile);
    await engine.openIndex();
  }

  // The dialog -----------------------------------------------------------

  const FIRST = 5;
  let dialog, input, list, status, more, opener, active = -1, turn = 0, outcome, listed, shown = 0, timer;

  function make(name, attributes, text) {
    const element = document.createElement(name);
    Object.entries(attributes || {}).forEach((it) => { element.setAttribute(it[0], it[1]); });
    if (text !== undefined) element.textContent = text;
    return element;
  }

  // A label of the theme with what it is about.
  function label(name, values) {
    return Object.entries(values || {}).reduce((text, it) => text.split(`{${it[0]}}`).join(it[1]), labels[name] || '');
  }

  function build() {
    dialog = make('dialog', { class: 'search-dialog', 'aria-label': label('title') });
    const bar = make('div', { class: 'search-bar' });
    input = make('input', { type: 'search', class: 'search-input', role: 'combobox', 'aria-label': label('title'),
      'aria-expanded': 'false', 'aria-controls': 'search--results', 'aria-autocomplete': 'list', autocomplete: 'off',
      autocapitalize: 'none', spellcheck: 'false', enterkeyhint: 'search', maxlength: '500' });
    const close = make('button', { type: 'button', class: 'pill search-close' }, label('close'));
    bar.append(input, close);
    status = make('p', { class: 'search-status', role: 'status' });
    list = make('div', { class: 'search-results', id: 'search--results', role: 'listbox', 'aria-label': label('results') });
    more = make('div', { class: 'search-more' });
    dialog.append(bar, status, list, more, keySwitch());
    document.body.append(dialog);
    input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(search, 60); });
    input.addEventListener('keydown', onKey);
    close.addEventListener('click', () => { dialog.close(); });
    dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      dialog.close();
    });
    dialog.addEventListener('close', () => {
      if (opener && opener.isConnected) opener.focus();
    });
    // A result on the page that is open leads there without a new page.
    list.addEventListener('click', (event) => { if (event.target.closest('a')) dialog.close(); });
  }

  // A key without Ctrl or Alt can be pressed by mistake, or by speech: it can be turned off (WCAG 2.2, 2.1.4).
  function keySwitch() {
    const row = make('label', { class: 'search-key' });
    const box = make('input', { type: 'checkbox' });
    box.checked = keyIsOn();
    box.addEventListener('change', () => {
      try {
        if (box.checked) localStorage.removeItem('handout-search-key');
        else localStorage.setItem('handout-search-key', 'off');
      } catch {
        // It then holds on this page alone.
      }
      keyHere = box.checked;
    });
    row.append(box, label('key'));
    return row;
  }

  let keyHere;

  function keyIsOn() {
    if (keyHere !== undefined) return keyHere;
    try {
      return localStorage.getItem('handout-search-key') !== 'off';
    } catch {
      return true;
    }
  }

  function open(text) {
    if (!dialog) build();
    if (!dialog.open) {
      opener = document.activeElement;
      dialog.showModal();
    }
    if (text) input.value = text;
    input.focus();
    input.select();
    search();
  }

  async function onKey(event) {
    const options = list.children;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.isComposing) return;
    if (Object.hasOwn(steps, event.key) && options.length) {
      event.preventDefault();
      choose((active + steps[event.key] + options.length + (active < 0 && steps[event.key] < 0 ? 1 : 0)) % options.length);
      if (active >= shown - 2) addResults();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // What is listed may still be for fewer letters than are typed.
      clearTimeout(timer);
      if (listed !== input.value) await search();
      const option = options[Math.max(active, 0)];
      if (option) option.click();
    }
  }

  function choose(at) {
    if (list.children[active]) list.children[active].setAttribute('aria-selected', 'false');
    active = at;
    const option = list.children[at];
    if (option) {
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', option.id);
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function clear() {
    list.replaceChildren();
    more.replaceChildren();
    input.setAttribute('aria-expanded', 'false');
    shown = 0;
    listed = '';
    choose(-1);
  }

  async function search() {
    const text = input.value;
    const mine = ++turn;
    try {
      await openEngine();
      if (mine !== turn) return;
      if (!engine.terms(text).length) {
        clear();
        status.textContent = '';
        return;
      }
      const found = await engine.find(text);
      const near = found.pages.length ? [] : await engine.suggestions(found);
      if (mine !== turn) return;
      outcome = found;
      clear();
      if (found.pages.length) await addResults();
      if (mine !== turn) return;
      listed = text;
      say(text.trim(), near);
    } catch (error) {
      if (mine !== turn) return;
      clear();
      status.textContent = label('failed');
    }
  }

  // Tells how many there are, also to those who hear it.
  function say(text, near) {
    let said = outcome.pages.length ? label('count', { count: outcome.pages.length }) : label('none', { query: text });
    outcome.instead.forEach((it) => {
      if (outcome.pages.length) said += ` ${label('instead', { query: it[0], words: it[1].join(', ') })}`;
    });
    if (near.length) said += ` ${label('near')}`;
    status.textContent = said;
    near.forEach((word) => {
      const button = make('button', { type: 'button', class: 'pill search-near', lang: folder }, word);
      button.addEventListener('click', () => { input.value = word; input.focus(); search(); });
      more.append(button);
    });
  }

  // Shows the next results. Only their texts are loaded.
  async function addResults() {
    const mine = turn;
    const of = outcome;
    const next = of.pages.slice(shown, shown + FIRST);
    shown += next.length;
    const pages = await Promise.all(next.map(engine.page));
    if (mine !== turn || of !== outcome) return;
    pages.forEach((page) => { list.append(result(page)); });
    input.setAttribute('aria-expanded', String(list.children.length > 0));
    more.replaceChildren();
    if (shown < of.pages.length) {
      const button = make('button', { type: 'button', class: 'pill search-next' }, label('more'));
      button.addEventListener('click', async () => {
        const at = list.children.length;
        await addResults();
        input.focus();
        choose(at);
      });
      more.append(button);
    }
  }

  // Adds a part of a text to an element, with its words marked.
  function addMarked(to, text, ranges, from, end) {
    for (const range of ranges) {
      if (range[0] < from || range[1] > end) continue;
      to.append(text.slice(from, range[0]));
      const mark = document.createElement('mark');
      mark.textContent = text.slice(range[0], range[1]);
      to.append(mark);
      from = range[1];
    }
    to.append(text.slice(from, end));
  }

  function result(page) {
    const found = engine.bestSection(page, outcome);
    const section = found.best.section;
    const option = make('a', { class: 'search-result', role: 'option', id: `search--${list.children.length}`, tabindex: '-1',
      'aria-selected': 'false', href: root + page[0] + section[0], lang: folder });
    const title = make('span', { class: 'search-title' });
    addMarked(title, page[1], found.title, 0, page[1].length);
    option.append(title);
    if (section[1]) {
      const heading = make('span', { class: 'search-heading' });
      addMarked(heading, section[1], found.best.heading, 0, section[1].length);
      option.append(' ', heading);
    }
    if (section[2]) {
      const text = make('span', { class: 'search-text' });
      const cutAt = engine.windowOf(section[2], found.best.ranges, 160);
      if (cutAt[0] > 0) text.append('… ');
      addMarked(text, section[2], found.best.ranges, cutAt[0], cutAt[1]);
      if (cutAt[1] < section[2].length) text.append(' …');
      option.append(' ', text);
    }
    return option;
  }

  // Ways in --------------------------------------------------------------

  const isTyping = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!keyIsOn() || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    open('');
  });

  document.querySelectorAll('.search-form').forEach((form) => {
    const field = form.querySelector('input');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      open(field ? field.value : '');
    });
    if (field) field.addEventListener('click', () => { open(field.value); });
  });

  document.querySelectorAll('.search-open').forEach((link) => {
    link.setAttribute('aria-haspopup', 'dialog');
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open('');
    });
  });

  // The form was sent before this script was there.
  const asked = new URLSearchParams(location.search).get('q');
  if (asked && document.querySelector('.a-to-z')) open(asked);
})();
