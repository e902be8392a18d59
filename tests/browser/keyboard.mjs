// With the keyboard alone, every control is reached, in the order of the page, shows that it has the focus, is not hidden
// while it has it (WCAG 2.4.11), and releases it again.
import assert from 'node:assert/strict';
import { each, holds, host, sites, SIZES, test } from './harness.mjs';

/** Runs once in the page: numbers everything that must be reachable, in the order of the page. */
function number_them() {
  const able = 'a[href], button:not([disabled]), input:not([disabled], [type=hidden]), select, textarea, summary, [tabindex]:not([tabindex^="-"])';
  // A button for pointers alone needs a link beside it that leads to the same.
  const is_twin = (it) => it.matches('button[tabindex="-1"]') && it.parentElement.querySelector(':scope > a[href]');
  const all = [...document.querySelectorAll(able)].filter((it) => !is_twin(it)).filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest('[inert]'));
  all.forEach((it, at) => it.setAttribute('data-stop', at));
  return all.map((it) => `${it.tagName.toLowerCase()} “${(it.getAttribute('aria-label') ?? it.textContent).trim().slice(0, 40)}”`);
}

/** Runs in the page: returns what has the focus, what it looks like, and which part of it is covered. */
function stop() {
  const it = document.activeElement;
  if (!it || it === document.body || it === document.documentElement) return undefined;
  const style = getComputedStyle(it);
  const box = [...it.getClientRects()].find((rect) => rect.width > 0 && rect.height > 0) ?? it.getBoundingClientRect();
  // The middle, and the middle of each edge: corners may be round.
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const points = [[x, y], [x, box.top + 2], [x, box.bottom - 2], [box.left + 2, y], [box.right - 2, y]];
  // A scrolling element, such as a table, may be taller than the window: then a visible part is enough.
  const scrolls = it.scrollHeight > it.clientHeight + 1 || it.scrollWidth > it.clientWidth + 1 || box.height > innerHeight / 2;
  const seen = points.filter(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    // A button for pointers alone that is empty and transparent covers nothing from sight.
    const is_clear = top?.matches('button[tabindex="-1"]') && !top.textContent
      && getComputedStyle(top).backgroundColor === 'rgba(0, 0, 0, 0)';
    return top && (is_clear || it.contains(top) || top.contains(it) && getComputedStyle(top).position !== 'fixed');
  });
  return {
    at: it.getAttribute('data-stop') === null ? null : Number(it.getAttribute('data-stop')),
    name: `${it.tagName.toLowerCase()}.${it.className} “${it.textContent.trim().slice(0, 30)}”`,
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    hidden: scrolls ? seen.length === 0 : seen.length < points.length,
    box: { x: box.x, y: box.y, width: box.width, height: box.height },
  };
}

/** Goes through the page once with the Tab key. */
async function walk(page, where, looks) {
  const names = await page.evaluate(number_them);
  const problems = [];
  const visited = [];
  for (let press = 0; press < names.length + 40; press += 1) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(stop);
    if (!here) break;
    if (here.at === null) continue; // What scrolls can have the focus too.
    if (here.at === visited[0]) break;
    visited.push(here.at);
    if (here.outline < 2) problems.push(`${where}: ${here.name} has an outline of ${here.outline} px`);
    if (here.hidden) problems.push(`${where}: ${here.name} lies under something, or outside of the window`);
    if (looks && !(await looks_focused(page, here.box))) problems.push(`${where}: ${here.name} looks as if it had no focus`);
  }
  const missed = names.filter((_, at) => !visited.includes(at));
  problems.push(...missed.map((it) => `${where}: ${it} is not reached`));
  const order = visited.filter((at, index) => index > 0 && at <= visited[index - 1]);
  problems.push(...order.map((at) => `${where}: ${names[at]} is out of order`));
  return problems;
}

/** Reports whether the focused element looks different without the focus. */
async function looks_focused(page, box) {
  const { width, height } = page.viewportSize();
  const x = Math.max(0, box.x - 8);
  const y = Math.max(0, box.y - 8);
  const clip = { x, y, width: Math.min(width - x, box.width + 16), height: Math.min(height - y, box.height + 16) };
  if (clip.width < 1 || clip.height < 1) return false;
  const shot = () => page.screenshot({ clip, caret: 'hide' });
  const focused = await shot();
  await page.evaluate(() => { globalThis.was = document.activeElement; globalThis.was.blur(); });
  const blurred = await shot();
  await page.evaluate(() => globalThis.was.focus({ preventScroll: true, focusVisible: true }));
  return !focused.equals(blurred);
}

async function skips(page, address) {
  await page.goto(address);
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => ({ href: document.activeElement.getAttribute('href'), shows: document.activeElement.getBoundingClientRect().width > 40 }));
  assert.equal(first.href?.[0], '#', `${address}: the first stop skips to the content`);
  assert.ok(first.shows, `${address}: the skip link shows`);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest('main'))), `${address}: the next stop is in the content`);
}

/** Opens the menu, moves in it, and leaves it: with Escape, and with its own button. */
async function menu(page, address) {
  await page.goto(address);
  const button = page.locator('[popovertarget]:visible').first();
  const open = page.locator('[popover]:popover-open');
  for (const leave of ['Escape', 'button']) {
    await button.focus();
    await page.keyboard.press('Enter');
    await open.waitFor();
    const inside = await open.locator('a[href]:visible, button:visible').count();
    const stops = new Set();
    for (let press = 0; press < inside; press += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => (document.activeElement.closest(':popover-open') ? document.activeElement.outerHTML : ''));
      const here = await page.evaluate(stop);
      assert.ok(here.outline >= 2 && !here.hidden, `${here.name} shows its focus in the menu`);
      if (at) stops.add(at);
      if (leave === 'button' && await page.evaluate(() => document.activeElement.matches(':popover-open button'))) break;
    }
    if (leave === 'Escape') {
      assert.equal(stops.size, inside, 'every entry of the menu is reached');
      await page.keyboard.press('Escape');
    } else {
      await page.keyboard.press('Enter');
    }
    await open.waitFor({ state: 'detached' });
    assert.ok(await button.evaluate((it) => it === document.activeElement), `${leave} gives the focus back to the menu's button`);
  }
  // An entry leads to its page.
  await page.keyboard.press('Enter');
  await open.waitFor();
  await page.keyboard.press('Tab');
  const href = await page.evaluate(() => document.activeElement.href);
  await page.keyboard.press('Enter');
  await page.waitForURL(href);
}

await test(async (browser) => {
  for (const site of await sites()) {
    const server = await host(site.folder);
    const problems = [];
    const jobs = Object.entries(site.kinds).flatMap((kind) => ['phone', 'desk'].map((size) => [size, ...kind]));
    await each(jobs, async ([size, kind, path]) => {
      const [width, height] = SIZES[size];
      const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(server.base + path);
      const looks = kind === 'technique';
      // Print pages of the whole guide repeat what the pages have.
      if (!kind.startsWith('print')) problems.push(...await walk(page, `${site.name} ${kind}, ${size}`, looks));
      await skips(page, server.base + path);
      await context.close();
    });
    holds(`${site.name}: the Tab key reaches everything on ${jobs.length} views, in order and in sight`, problems);
    const page = await browser.newPage({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
    await menu(page, server.base + site.kinds.technique);
    holds(`${site.name}: the menu is opened, walked through and left by the keyboard`, []);
    await page.close();
    await server.close();
  }
});
