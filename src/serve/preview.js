// The preview's own script: it listens for what became of this page, reloads it if its text changed, swaps a style
// sheet or an image if only that changed, and lays the guide's mistakes over it. Text is only ever set as text.
(function () {
  'use strict';

  const own = document.currentScript.dataset;
  const scrollKey = `handout scroll ${own.page}`;
  let resources = null;
  let versions = own.versions;
  let dismissed = '';
  let source = null;

  function element(name, properties, children) {
    const made = Object.assign(document.createElement(name), properties);
    (children || []).forEach((child) => { made.appendChild(child); });
    return made;
  }

  // The small bar and the problems, in a tree of their own that the page's style sheets do not reach.
  const heading = element('h2', { id: 'heading' });
  const text = element('pre', { tabIndex: 0 });
  const dismiss = element('button', { type: 'button', textContent: 'Show the page' });
  const problems = element('section', { className: 'problems', hidden: true }, [
    heading, element('p', { textContent: 'This closes when the problem is fixed.' }), text, dismiss
  ]);
  problems.setAttribute('role', 'alert');
  const label = element('summary', { textContent: 'Preview' });
  const show = element('button', { type: 'button', textContent: 'Show problems', hidden: true });
  const print = element('button', { type: 'button', textContent: 'Print this page' });
  const menu = element('div', { className: 'menu' }, [show, print]);
  const bar = element('details', { className: 'bar' }, [label, menu]);
  const host = document.createElement('handout-preview');
  const root = host.attachShadow({ mode: 'open' });
  const style = element('link', { rel: 'stylesheet', href: '/.handout/preview.css' });
  style.addEventListener('load', () => { root.append(problems, bar); });
  root.appendChild(style);
  document.documentElement.appendChild(host);

  print.addEventListener('click', () => { bar.open = false; window.print(); });
  show.addEventListener('click', () => { bar.open = false; dismissed = ''; problems.hidden = false; });
  dismiss.addEventListener('click', hide);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !problems.hidden) { hide(); }
  });

  function hide() {
    dismissed = text.textContent;
    problems.hidden = true;
  }

  function count(number, what) {
    return `${number} ${what}${number === 1 ? '' : 's'}`;
  }

  function tell(state, words) {
    bar.dataset.state = state;
    label.textContent = words;
  }

  function showProblems(news) {
    const all = news.errors + news.warnings;
    if (news.errors) {
      tell('wrong', count(news.errors, 'error'));
    } else {
      tell('live', news.warnings ? `Preview, ${count(news.warnings, 'warning')}` : 'Preview');
    }
    show.hidden = all === 0;
    heading.textContent = news.errors ? `${count(news.errors, 'error')} in the guide` : `${count(all, 'warning')} in the guide`;
    if (text.textContent !== news.problems) { text.textContent = news.problems; }
    problems.hidden = !news.errors || news.problems === dismissed;
    if (!news.errors) { dismissed = ''; }
  }

  function showPrintables(printables) {
    menu.querySelectorAll('a').forEach((link) => { link.remove(); });
    printables.forEach((it) => {
      menu.appendChild(element('a', { href: `/${it.href}`, textContent: it.title }));
    });
  }

  function reload() {
    try {
      sessionStorage.setItem(scrollKey, String(window.scrollY));
    } catch {
      // The top will do.
    }
    location.reload();
  }

  // The new sheet is there before the old one goes, so that the page never stands bare.
  function swapSheet(link, href) {
    const next = link.cloneNode();
    next.setAttribute('href', href);
    next.addEventListener('load', () => { link.remove(); });
    next.addEventListener('error', () => { link.remove(); });
    link.after(next);
  }

  // The versions for smaller screens are of the old picture: without them, the browser takes the one that is named.
  function swapImage(image, href) {
    if (image.parentNode.localName === 'picture') {
      image.parentNode.querySelectorAll('source').forEach((it) => { it.remove(); });
    }
    image.setAttribute('src', href);
  }

  function swap(before, after) {
    before.forEach((old, at) => {
      const next = after[at];
      if (old.href === next.href && old.version === next.version) { return; }
      const href = next.version ? `${next.href}?v=${next.version}` : next.href;
      document.querySelectorAll('link[rel~="stylesheet"], img').forEach((it) => {
        const name = it.localName === 'link' ? 'href' : 'src';
        if ((it.getAttribute(name) || '').split('?v=')[0] !== old.href) { return; }
        if (name === 'href') { swapSheet(it, href); } else { swapImage(it, href); }
      });
    });
  }

  function hear(event) {
    const news = JSON.parse(event.data);
    showProblems(news);
    showPrintables(news.printables);
    if (news.text !== own.text) { return reload(); }
    if (news.versions !== versions) {
      // What the page had when it was loaded is only known from the first news on.
      if (!resources || resources.length !== news.resources.length) { return reload(); }
      swap(resources, news.resources);
      versions = news.versions;
    }
    resources = news.resources;
    if (news.follow && `/${news.follow}` !== location.pathname) { location.assign(`/${news.follow}`); }
  }

  // A server that was started anew has another token: the page itself must be loaded anew.
  function waitForServer() {
    tell('lost', 'Preview stopped');
    fetch(location.href, { cache: 'no-store' }).then(reload, () => { setTimeout(waitForServer, 1000); });
  }

  function listen() {
    if (source || document.visibilityState === 'hidden') { return; }
    source = new EventSource(`/.handout/events?token=${own.token}&page=${encodeURIComponent(own.page)}`);
    source.onmessage = hear;
    source.onerror = () => {
      tell('lost', 'Preview stopped');
      if (source && source.readyState === EventSource.CLOSED) {
        source = null;
        waitForServer();
      }
    };
  }

  function rest() {
    if (source) { source.close(); }
    source = null;
  }

  // Browsers keep six connections to a server: a page that nobody sees must not hold one of them.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') { rest(); } else { listen(); }
  });
  window.addEventListener('pagehide', rest);
  window.addEventListener('pageshow', listen);

  let scroll = null;
  try {
    scroll = sessionStorage.getItem(scrollKey);
    sessionStorage.removeItem(scrollKey);
  } catch {
    // The browser's own place will do.
  }
  if (scroll !== null) { window.scrollTo({ top: Number(scroll), behavior: 'instant' }); }
  listen();
}());
