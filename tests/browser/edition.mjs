// Is a sheet of paper current? The page answers to the code after `#e=` in its address, from a host and from disk.
import assert from 'node:assert/strict';
import { disk, host, listen, sites, test } from './harness.mjs';

const ok = (sentence) => console.log(`ok ${sentence}`);

/** Opens a page with the code of a sheet, as the camera of a phone does, and returns the answer. */
async function answer(browser, base, path, code) {
  const context = await browser.newContext();
  const { page, trouble } = await listen(context, base);
  await page.goto(`${base}${path}${code === undefined ? '' : `#e=${code}`}`);
  const status = page.locator('.edition-status');
  const found = { shown: await status.isVisible(), kind: await status.getAttribute('data-answer'), words: await status.textContent() };
  assert.equal(await status.getAttribute('role'), 'status');
  assert.deepEqual(trouble, []);
  await context.close();
  return found;
}

async function own_code(browser, base, path) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${base}${path}#e=0123-45`);
  const code = await page.locator('.site-footer .edition-code').first().textContent();
  assert.equal(await page.locator('.edition-status').isVisible(), false, 'without script there is no answer');
  assert.equal(await page.locator('.site-footer .edition').first().isVisible(), true, 'but the code, to compare');
  await context.close();
  return code;
}

async function the_answers(browser, { base }) {
  const code = await own_code(browser, base, 'bare.html');
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}$/);
  const ask = (code, path = 'bare.html') => answer(browser, base, path, code);
  assert.equal((await ask(undefined)).shown, false, 'nobody asked');
  assert.equal((await ask('')).shown, false);
  for (const written of [code, code.replace('-', ''), code.toLowerCase()]) {
    assert.deepEqual(await ask(written), { shown: true, kind: 'current', words: 'Your sheet is current.' });
  }
  const old = await ask('012345');
  assert.equal(old.kind, 'changed');
  assert.match(old.words, /changed on 4 March 2026/);
  assert.equal((await ask('oL2345')).kind, 'changed', 'letters that look like digits');
  assert.match((await ask('6789AB')).words, /changed since 4 March 2026/);
  const unknown = await ask('zzzzzz');
  assert.equal(unknown.kind, 'unknown');
  assert.match(unknown.words, /ZZZZ-ZZ/);
  assert.match((await ask('CDEFGH', 'index.html')).words, /6 May 2026/, 'the sheets of the guide lead to its home page');
  for (const path of ['withdrawn.html', 'old/withdrawn.html']) {
    const withdrawn = await ask('ZZZZZZ', path);
    assert.deepEqual(withdrawn, { shown: true, kind: 'withdrawn', words: 'Withdrawn: do not use your sheet.' });
  }
}

/** Readers of an older sheet see what was new in the releases after it, and nobody else does. */
async function what_is_new(browser, { base }) {
  const context = await browser.newContext();
  const { page, trouble } = await listen(context, base);
  const shown = async (code) => {
    await page.goto('about:blank');
    await page.goto(`${base}bare.html#e=${code}`);
    await page.locator('.edition-status[data-answer]').waitFor();
    return page.locator('.edition-changes li').filter({ visible: true }).allInnerTexts();
  };
  assert.match((await shown('0123-45')).join('|'), /^A bare page has fewer words\..*4 March 2026$/);
  assert.equal(await page.locator('.edition-changes').isVisible(), true);
  for (const code of ['6789-AB', 'ZZZZZZ']) {
    assert.deepEqual(await shown(code), [], code);
    assert.equal(await page.locator('.edition-changes').isVisible(), false, code);
  }
  await page.goto(`${base}bare.html#e=012345`);
  await page.locator('.edition-changes').waitFor();
  await page.evaluate(() => { location.hash = ''; });
  await page.locator('.edition-changes').waitFor({ state: 'hidden' });
  assert.deepEqual(trouble, []);
  await context.close();
}

/** A sheet, or a link to a section, has an old address of a page. */
async function an_old_address(browser, { base }) {
  const context = await browser.newContext();
  const { page, trouble } = await listen(context, base);
  for (const hash of ['', '#e=ZZZZZZ', '#page--main']) {
    await page.goto('about:blank');
    await page.goto(`${base}old/everything.html${hash}`);
    await page.waitForURL((url) => url.pathname.endsWith('/everything.html') && !url.pathname.includes('/old/'));
    assert.equal(await page.evaluate(() => location.hash), hash);
  }
  await page.goto(`${base}old/everything.html#e=ZZZZZZ`);
  await page.locator('.edition-status[data-answer="unknown"]').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
}

/** Another sheet is scanned while the page is open. */
async function the_next_sheet(browser, { base }) {
  const context = await browser.newContext();
  const { page, trouble } = await listen(context, base);
  await page.goto(`${base}bare.html#e=ZZZZZZ`);
  await page.locator('.edition-status[data-answer="unknown"]').waitFor();
  await page.evaluate(() => { location.hash = '#e=0123-45'; });
  await page.locator('.edition-status[data-answer="changed"]').waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.edition-status').isVisible(), false, 'paper has no answer');
  assert.deepEqual(trouble, []);
  await context.close();
}

test(async (browser) => {
  const [, guide] = await sites();
  const server = await host(guide.folder);
  try {
    await the_answers(browser, server);
    await the_answers(browser, disk(guide.folder));
    ok('a page says whether a sheet is current, has changed, is not known or is withdrawn, from a host and from disk');
    await what_is_new(browser, server);
    await what_is_new(browser, disk(guide.folder));
    ok('readers of an older sheet see what is new since then, from a host and from disk');
    await an_old_address(browser, server);
    await an_old_address(browser, disk(guide.folder));
    ok('an old address keeps the part after #, from a host and from disk');
    await the_next_sheet(browser, server);
    ok('the next sheet gets its own answer');
  } finally {
    await server.close();
  }
});
