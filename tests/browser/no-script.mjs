// Without JavaScript, every page is reachable from the home page by visible controls, and complete.
import assert from 'node:assert/strict';
import { each, holds, host, sites, SIZES, test } from './harness.mjs';

/** Runs in the page: returns links that are visible, or in something that a reader can open; and text that is unreachable. */
function reachable() {
  const opens = (it) => {
    for (let box = it.parentElement; box; box = box.parentElement) {
      if (box.matches('details:not([open])')) return shows(box.querySelector('summary'));
      if (box.matches('[popover]')) {
        return [...document.querySelectorAll(`[popovertarget="${box.id}"]`)].some((button) => !box.contains(button) && shows(button));
      }
    }
    return false;
  };
  const shows = (it) => Boolean(it) && it.checkVisibility({ visibilityProperty: true });
  const links = [...document.querySelectorAll('a[href]')].filter((it) => shows(it) || opens(it)).map((it) => it.href.split('#')[0]);
  const forms = [...document.querySelectorAll('form[action]')].filter((it) => shows(it) || opens(it)).map((it) => it.action);
  const text = [...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6, p, li, dt, dd, th, td, pre, figcaption)')];
  const lost = text.filter((it) => !it.closest('[hidden]') && it.textContent.trim() && !shows(it) && !opens(it) && !it.closest('.toc-side, .toc-fold'));
  return { links: [...links, ...forms], lost: lost.map((it) => it.textContent.trim().slice(0, 60)) };
}

async function crawl(site, base, context) {
  const page = await context.newPage();
  const queue = ['index.html'];
  const reached = new Set(queue);
  const problems = [];
  while (queue.length > 0) {
    const path = queue.shift();
    await page.goto(base + path);
    const { links, lost } = await page.evaluate(reachable);
    problems.push(...lost.map((it) => `${path} hides “${it}”`));
    for (const link of links.filter((it) => it.startsWith(base))) {
      const next = decodeURIComponent(link.slice(base.length).split('?')[0]);
      if (site.pages.includes(next) && !reached.has(next)) {
        reached.add(next);
        queue.push(next);
      }
    }
  }
  const unlinked = ['404.html', ...site.withdrawn];
  for (const path of site.pages) if (!reached.has(path) && !unlinked.includes(path)) problems.push(`${path} is not reached`);
  return problems;
}

/** Uses the menu and everything that folds, by touch. */
async function works(site, base, context) {
  const page = await context.newPage();
  await page.goto(base + site.kinds.technique);
  const button = page.locator('[popovertarget]:visible').first();
  await button.click();
  const menu = page.locator('[popover]:popover-open');
  await menu.getByRole('link').first().waitFor();
  const fold = page.locator('main details').first();
  const target = await menu.locator('a[href*="benefits/index.html"]').first();
  await target.click();
  assert.ok(page.url().endsWith('/benefits/index.html'), page.url());
  if (site.name !== 'guide') return;
  await page.goto(base + site.kinds.everything);
  await fold.locator('summary').click();
  assert.ok(await fold.locator('summary ~ *').first().isVisible());
  if (!site.kinds.index) return;
  // The search form leads to the A–Z page.
  await page.goto(base + site.kinds.home);
  const field = page.locator('form input[type=search]');
  if (await field.first().isVisible()) {
    await field.first().fill('hands');
    await field.first().press('Enter');
    await page.waitForURL((url) => url.pathname.endsWith(`/${site.kinds.index}`));
  }
}

await test(async (browser) => {
  for (const site of await sites()) {
    const server = await host(site.folder, { at: '/a/b/' });
    await each(['phone', 'desk'], async (name) => {
      const [width, height] = SIZES[name];
      const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: false });
      holds(`${site.name}, ${name}: all pages are reached and whole without JavaScript`, await crawl(site, server.base, context));
      if (name === 'phone') await works(site, server.base, context);
      await context.close();
    });
    await server.close();
  }
});
