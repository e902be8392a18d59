// Measures the layout of a page: no sideways scrolling at 400 %, targets large enough for a thumb, room for the reader's own
// spacing, a good line length, headings in order, and nothing that jumps while it loads.
import { each, holds, host, sites, SIZES, test } from './harness.mjs';

/** Runs in the page: returns what overflows at the side, if anything can be scrolled there. */
function sideways() {
  const root = document.scrollingElement;
  if (root.scrollWidth <= innerWidth) return [];
  const scrolls = (it) => it && it !== document.body && (getComputedStyle(it).overflowX !== 'visible' || scrolls(it.parentElement));
  const out = [...document.body.querySelectorAll('*')].filter((it) => it.getBoundingClientRect().right > innerWidth + 1 && !scrolls(it.parentElement));
  return [`${root.scrollWidth} px wide: ${out.slice(0, 3).map((it) => `${it.tagName.toLowerCase()}.${it.className}`).join(', ')}`];
}

/** Runs in the page: returns targets that are too small for a thumb. Links and buttons within a sentence are exempt (WCAG 2.5.8). */
function small_targets() {
  const all = document.querySelectorAll('a[href], button, summary, input:not([type=hidden], :disabled), select');
  const problems = [];
  for (const it of all) {
    if (!it.checkVisibility({ visibilityProperty: true }) || it.closest('.skip-link')) continue;
    let box = it.getBoundingClientRect();
    // A card's link is as large as the card: its ::after covers it.
    const after = getComputedStyle(it, '::after');
    if (after.content !== 'none' && after.position === 'absolute' && after.top === '0px' && after.bottom === '0px' && it.offsetParent) {
      box = it.offsetParent.getBoundingClientRect();
    }
    // A button beside words that are not its own is part of their line.
    const line = it.matches('button') && it.closest('p, li, td, th, dd, dt, figcaption');
    const is_in_line = line && line.textContent.trim().length > it.textContent.trim().length && it.closest('.prose, .notes, .sources');
    const is_control = it.matches('button, summary, input, select') && !is_in_line;
    const stands_alone = is_control || it.closest('nav, header, footer, [popover], .cards, .pager');
    const least = stands_alone ? 44 : 0;
    const in_text = !stands_alone && it.closest('p, li, td, th, dd, dt, figcaption, h1, h2, h3, h4, h5, h6');
    if (in_text) continue;
    if (box.height < Math.max(least, 24) - 0.5 || box.width < 24) {
      problems.push(`${it.tagName.toLowerCase()}.${it.className} “${it.textContent.trim().slice(0, 30)}” is ${Math.round(box.width)} × ${Math.round(box.height)} px`);
    }
  }
  return problems;
}

/** Runs in the page: returns text that is cut off by its own box. Text with an ellipsis is elsewhere in full. */
function cut() {
  return [...document.body.querySelectorAll('*')].filter((it) => {
    const style = getComputedStyle(it);
    if (!it.checkVisibility() || style.textOverflow === 'ellipsis' || !it.textContent.trim() || style.clipPath !== 'none') return false;
    const clips = (value) => value === 'hidden' || value === 'clip';
    return clips(style.overflowX) && it.scrollWidth > it.clientWidth + 1 || clips(style.overflowY) && it.scrollHeight > it.clientHeight + 1;
  }).map((it) => `${it.tagName.toLowerCase()}.${it.className} cuts “${it.textContent.trim().slice(0, 40)}”`);
}

/** The reader's own spacing, as WCAG 1.4.12 defines it. */
const SPACING = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }';

/** Runs in the page: returns the number of characters in each full line of its paragraphs. */
function lines() {
  const lengths = [];
  for (const paragraph of document.querySelectorAll('main .prose > p')) {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const rows = new Map();
    while (walker.nextNode()) {
      for (let at = 0; at < walker.currentNode.length; at += 1) {
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + 1);
        const box = range.getClientRects()[0];
        if (!box || walker.currentNode.parentElement.closest('sup')) continue;
        const row = Math.round((box.top + box.bottom) / 12);
        rows.set(row, (rows.get(row) ?? 0) + 1);
      }
    }
    lengths.push(...[...rows.values()].slice(0, -1));
  }
  return lengths.sort((a, b) => a - b);
}

/** Runs in the page: returns the structure that a screen reader uses. */
function outline() {
  const problems = [];
  const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter((it) => it.checkVisibility());
  const levels = headings.map((it) => Number(it.tagName[1]));
  if (levels.filter((it) => it === 1).length !== 1) problems.push(`${levels.filter((it) => it === 1).length} first headings`);
  levels.forEach((level, at) => {
    if (level > (levels[at - 1] ?? 0) + 1) problems.push(`h${level} “${headings[at].textContent.trim()}” after h${levels[at - 1] ?? 0}`);
  });
  if (!/^[a-z]{2,3}(-\w+)*$/i.test(document.documentElement.lang)) problems.push('no language');
  for (const name of ['main', 'header', 'footer']) {
    if (document.querySelectorAll(`body > ${name}, body > div > ${name}`).length !== 1) problems.push(`not one ${name}`);
  }
  if (!document.title.trim()) problems.push('no title');
  for (const it of document.querySelectorAll('table')) if (!it.querySelector('th')) problems.push('a table without a head');
  for (const it of document.querySelectorAll('img:not([alt])')) problems.push(`a picture without alt: ${it.src}`);
  return problems;
}

/** Returns how far a page jumps while it loads and is scrolled, with images that load late. */
async function shift(page, address) {
  await page.goto(address);
  await page.waitForTimeout(100);
  await page.evaluate(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
      scrollTo({ top: y, behavior: 'instant' });
      await new Promise((done) => setTimeout(done, 40));
    }
    await Promise.all([...document.images].map((it) => it.complete || new Promise((done) => { it.onload = done; it.onerror = done; })));
    await new Promise((done) => setTimeout(done, 60));
  });
  return page.evaluate(() => globalThis.shifts);
}

/** Runs before the page: records every jump, and what jumped. */
function watch_shifts() {
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const it of list.getEntries()) {
      const what = it.sources.map(({ node }) => node && (node.nodeType === 1 ? `${node.tagName}.${node.className}` : node.textContent.trim().slice(0, 30)));
      if (it.value > 0) globalThis.shifts.push(`jumps by ${it.value.toFixed(4)}: ${what.slice(0, 3).join(', ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Runs in the page: returns the places of its text. */
function places() {
  const text = document.querySelectorAll('main :is(h1, h2, h3, p, li, dt, dd, tr, pre code, figure)');
  return [...text].filter((it) => it.checkVisibility()).map((it) => [it.textContent.trim().slice(0, 40), it.getBoundingClientRect().y]);
}

await test(async (browser) => {
  const found = { sideways: [], targets: [], cut: [], lines: [], outline: [], shift: [] };
  for (const site of await sites()) {
    const server = await host(site.folder, { policy: null });
    const late = await host(site.folder, { delay: 150 });
    const open = async (size, options = {}) => {
      const [width, height] = SIZES[size] ?? size;
      return browser.newPage({ viewport: { width, height }, ...options });
    };
    const kinds = Object.entries(site.kinds);
    const jobs = {
      async zoom() {
        const page = await open([320, 256]);
        for (const [kind, path] of kinds) {
          await page.goto(server.base + path);
          found.sideways.push(...(await page.evaluate(sideways)).map((it) => `${site.name} ${kind}: ${it}`));
        }
        await page.close();
      },
      async thumb() {
        const page = await open('phone', { hasTouch: true, isMobile: true });
        for (const [kind, path] of kinds) {
          await page.goto(server.base + path);
          if (kind === 'technique') {
            await page.locator('[popovertarget]:visible').first().click();
            found.targets.push(...(await page.evaluate(small_targets)).map((it) => `${site.name} menu: ${it}`));
            await page.keyboard.press('Escape');
          }
          found.targets.push(...(await page.evaluate(small_targets)).map((it) => `${site.name} ${kind}: ${it}`));
        }
        await page.close();
      },
      async spacing() {
        for (const size of ['phone', 'desk']) {
          const page = await open(size);
          for (const [kind, path] of kinds) {
            await page.goto(server.base + path);
            await page.addStyleTag({ content: SPACING });
            const wrong = [...await page.evaluate(cut), ...await page.evaluate(sideways)];
            found.cut.push(...wrong.map((it) => `${site.name} ${kind}, ${size}: ${it}`));
          }
          await page.close();
        }
      },
      // Between the margins of A4; nobody scrolls paper.
      async paper() {
        const page = await open([620, 940]);
        await page.emulateMedia({ media: 'print' });
        for (const [kind, path] of kinds) {
          await page.goto(server.base + path);
          const wrong = [...await page.evaluate(cut), ...await page.evaluate(sideways)];
          found.cut.push(...wrong.map((it) => `${site.name} ${kind}, print: ${it}`));
        }
        await page.close();
      },
      async measure() {
        const page = await open('desk');
        const all = [];
        for (const [kind, path] of kinds) {
          await page.goto(server.base + path);
          found.outline.push(...(await page.evaluate(outline)).map((it) => `${site.name} ${kind}: ${it}`));
          if (!kind.startsWith('print')) all.push(...await page.evaluate(lines));
        }
        all.sort((a, b) => a - b);
        const middle = all[Math.floor(all.length / 2)];
        if (site.name === 'sample') {
          console.log(`   ${all.length} full lines; half of them have ${middle} characters or more, one in ten has ${all[Math.floor(all.length * 0.9)]}`);
          if (middle < 60 || middle > 75) found.lines.push(`the middle line has ${middle} characters`);
        }
        await page.close();
      },
      // What a script adds must not move what somebody is reading, however late it is added.
      async late_script() {
        for (const size of ['phone', 'desk']) {
          const stand = [];
          for (const comes of [false, true]) {
            const page = await open(size);
            if (!comes) await page.route('**/*.js', (route) => route.abort());
            await page.goto(server.base + (site.kinds.everything ?? site.kinds.technique));
            // The script may wait for the images.
            await page.evaluate(() => { for (const it of document.images) it.loading = 'eager'; });
            await page.waitForLoadState('networkidle');
            stand.push(await page.evaluate(places));
            await page.close();
          }
          const [without, with_it] = stand;
          const moved = without.findIndex(([text, y], at) => text !== with_it[at]?.[0] || Math.abs(y - with_it[at][1]) > 0.5);
          if (moved >= 0) found.shift.push(`${site.name}, ${size}: the script moves “${without[moved][0]}” from ${without[moved][1]} to ${with_it[moved]}`);
        }
      },
      async still() {
        for (const size of ['phone', 'desk']) {
          const page = await open(size);
          await page.addInitScript(watch_shifts);
          for (const [kind, path] of kinds) {
            found.shift.push(...(await shift(page, late.base + path)).map((it) => `${site.name} ${kind}, ${size}: ${it}`));
          }
          await page.close();
        }
      },
    };
    await each(Object.values(jobs), (job) => job());
    await server.close();
    await late.close();
  }
  const failed = [];
  const say = (sentence, problems) => { try { holds(sentence, problems); } catch (error) { failed.push(error.message); } };
  say('nothing scrolls sideways at 400 %', found.sideways);
  say('whatever stands alone is 44 px high for a thumb', found.targets);
  say("the reader's own spacing cuts nothing off", found.cut);
  say('a line has 60 to 75 characters', found.lines);
  say('one first heading, no level left out, a language, landmarks, heads, and alternatives', found.outline);
  say('nothing jumps while a page loads', found.shift);
  holds('the layout keeps its promises', failed);
});
