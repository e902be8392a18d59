// The scripts of the default theme: the switch between light and dark, the current heading, copying, notes and images.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { disk, host, listen, pictures, sites, SIZES, test } from './harness.mjs';

const ok = (sentence) => console.log(`ok ${sentence}`);
const size = ([width, height]) => ({ width, height });
const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

/** Light and dark: as the system sets it, then as the reader chooses, on each page and from its first frame. */
async function the_switch(browser, { base }) {
  const context = await browser.newContext({ viewport: size(SIZES.desk), colorScheme: 'light' });
  const { page, trouble } = await listen(context, base);
  await page.goto(`${base}index.html`);
  const light = await ground(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await ground(page);
  assert.notEqual(light, dark, 'the preference rules until the reader chooses');
  await page.emulateMedia({ colorScheme: 'light' });
  const button = page.locator('.scheme-switch');
  // The page receives a change of the system's setting with its next frame.
  await page.locator('.scheme-switch[aria-pressed="false"]').waitFor();
  await button.focus();
  await page.keyboard.press('Space');
  assert.equal(await ground(page), dark);
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  // What is painted first on the next page is dark already: the style sheet of the head sees the choice.
  await page.addInitScript(() => {
    new MutationObserver((_, watch) => {
      if (!document.body) return;
      watch.disconnect();
      window.first_scheme = document.documentElement.dataset.scheme;
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${base}glossary.html`);
  assert.equal(await page.evaluate(() => window.first_scheme), 'dark', 'no flash of light');
  assert.equal(await ground(page), dark, 'the choice is remembered');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await ground(page), 'rgb(255, 255, 255)', 'paper is white');
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  await button.click();
  assert.equal(await ground(page), light, 'light is chosen against a dark system');
  await button.click();
  assert.equal(await ground(page), dark, 'dark again, as the system has it');
  await page.emulateMedia({ colorScheme: 'light' });
  assert.equal(await ground(page), light, 'what the system prefers is not held against it');
  assert.deepEqual(trouble, []);
  await context.close();
  ok('the switch between light and dark holds on every page, without a flash, and not on paper');
}

/** The contents mark the heading that is read. */
async function the_contents(browser, { base }) {
  const context = await browser.newContext({ viewport: size(SIZES.desk) });
  const { page, trouble } = await listen(context, base);
  await page.goto(`${base}everything.html`);
  const marked = () => page.locator('.toc-side [aria-current="location"]').allTextContents();
  for (const [id, words] of [['tables', 'Tables'], ['footnotes', 'Footnotes'], ['lists', 'Lists']]) {
    await page.evaluate((id) => document.getElementById(id).scrollIntoView({ behavior: 'instant' }), id);
    await page.waitForFunction((words) => document.querySelector('.toc-side [aria-current]')?.textContent === words, words);
    assert.deepEqual(await marked(), [words]);
  }
  assert.deepEqual(trouble, []);
  await context.close();
  ok('the contents mark one heading: that which is read');
}

/** A heading is a link to itself. */
async function the_anchors(browser, { base }) {
  const context = await browser.newContext({ viewport: size(SIZES.desk) });
  const { page } = await listen(context, base);
  await page.goto(`${base}everything.html`);
  await page.getByRole('heading', { name: 'Tables', exact: true }).getByRole('link').click();
  assert.equal(new URL(page.url()).hash, '#tables');
  await context.close();
  ok('a heading leads to itself, and its name is its words alone');
}

/** Code is copied whole, from a host and from disk. */
async function the_copy(browser, { base }) {
  const context = await browser.newContext({ viewport: size(SIZES.desk) });
  if (base.startsWith('http')) await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page, trouble } = await listen(context, base);
  await page.goto(`${base}everything.html`);
  const frame = page.locator('.code-frame').first();
  await frame.getByRole('button', { name: 'Copy' }).click();
  await frame.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await frame.getByRole('status').textContent(), 'Copied');
  await page.evaluate(() => {
    const field = document.createElement('textarea');
    field.id = 'pasted';
    document.body.append(field);
    field.focus();
  });
  await page.keyboard.press('Control+V');
  assert.equal(await page.locator('#pasted').inputValue(), await frame.locator('pre').textContent());
  assert.deepEqual(trouble, []);
  await context.close();
}

/** A note opens at its mark, and closes with Escape. */
async function the_notes(browser, { base }, folder) {
  for (const [name, viewport] of [['phone', SIZES.phone], ['desk', SIZES.desk]]) {
    const context = await browser.newContext({ viewport: size(viewport), reducedMotion: 'reduce' });
    const { page, trouble } = await listen(context, base);
    await page.goto(`${base}everything.html`);
    const call = page.locator('a[role="doc-noteref"]').first();
    await call.scrollIntoViewIfNeeded();
    await call.focus();
    const before = await page.evaluate(() => scrollY);
    await page.keyboard.press('Enter');
    const note = page.locator('.note-open');
    await note.getByText('Some people like a warm cloth').waitFor();
    const box = await note.boundingBox();
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= viewport[0] && box.y + box.height <= viewport[1], 'the note is in view');
    if (folder) await page.screenshot({ path: join(folder, `note-${name}.png`) });
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'the table', 'its links can be reached');
    await page.keyboard.press('Escape');
    await note.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'doc-noteref', 'the focus is back');
    assert.equal(await page.evaluate(() => scrollY), before, 'the reader is where they were');
    assert.equal(await page.evaluate(() => new Set([...document.querySelectorAll('[id]')].map((it) => it.id)).size
      - document.querySelectorAll('[id]').length), 0, 'no id twice');
    assert.deepEqual(trouble, []);
    await context.close();
  }
  ok('a footnote opens in place, with the keyboard, and goes with Escape');
}

/** A picture that can be larger opens over the page. */
async function the_pictures(browser, { base }, folder) {
  const context = await browser.newContext({ viewport: size(SIZES.desk) });
  const { page, trouble } = await listen(context, base);
  await page.goto(`${base}everything.html`);
  await page.locator('figure img').first().scrollIntoViewIfNeeded();
  const opener = page.getByRole('button', { name: 'Enlarge: A field of soft colours that runs' });
  await opener.focus();
  const small = await opener.locator('img').boundingBox();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  const large = await dialog.locator('img').boundingBox();
  assert.ok(large.width > small.width * 1.15, `${small.width} → ${large.width}`);
  if (folder) await page.screenshot({ path: join(folder, 'zoom-desk.png') });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await opener.evaluate((it) => it === document.activeElement), true, 'the focus is back');
  assert.deepEqual(trouble, []);
  await context.close();
  ok('a picture opens larger with the keyboard, and goes with Escape');
}

/** On an upright phone, where a picture is as wide as the screen already, it can be moved about. */
async function the_pictures_on_a_phone(browser, { base }, folder) {
  const context = await browser.newContext({ viewport: size(SIZES.phone), hasTouch: true });
  const { page, trouble } = await listen(context, base);
  await page.goto(`${base}everything.html`);
  await page.locator('figure img').first().scrollIntoViewIfNeeded();
  const opener = page.getByRole('button', { name: 'Enlarge: A field of soft colours that runs' });
  await opener.tap();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  const shown = await dialog.locator('img').evaluate(async (image) => {
    await image.decode();
    return { wide: image.clientWidth, ratio: image.clientWidth / image.clientHeight };
  });
  assert.ok(shown.wide > SIZES.phone[0] * 1.5, `${shown.wide} px wide`);
  const own = await opener.locator('img').evaluate((image) => image.clientWidth / image.clientHeight);
  assert.ok(Math.abs(shown.ratio / own - 1) < 0.02, 'its shape is its own');
  await dialog.evaluate((box) => box.scrollBy(100, 0));
  assert.equal(await dialog.evaluate((box) => box.scrollLeft), 100);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'the page itself is no wider');
  if (folder) await page.screenshot({ path: join(folder, 'zoom-phone.png') });
  await dialog.getByRole('button', { name: 'Close' }).tap();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(trouble, []);
  await context.close();
  ok('on an upright phone a picture opens wider than the screen, and is moved about');
}

/** Without scripts nothing stands about that does nothing. */
async function without_scripts(browser, { base }) {
  const context = await browser.newContext({ viewport: size(SIZES.desk), javaScriptEnabled: false, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(`${base}everything.html`);
  assert.equal(await page.locator('.scheme-switch').isVisible(), false);
  assert.equal(await page.locator('.copy, .zoom-open').count(), 0);
  await page.locator('a[role="doc-noteref"]').first().click();
  assert.match(page.url(), /#fn--1$/);
  await context.close();
  ok('without scripts there is no switch and no button, and a note is a link');
}

test(async (browser) => {
  const folder = await pictures();
  const [sample, guide] = await sites();
  const [home, rest] = [await host(sample.folder, { at: '/a/b/' }), await host(guide.folder)];
  try {
    await the_switch(browser, home);
    await the_switch(browser, disk(sample.folder));
    await the_contents(browser, rest);
    await the_anchors(browser, rest);
    await the_copy(browser, rest);
    await the_copy(browser, disk(guide.folder));
    ok('code is copied whole, from a host and from disk, and it is said');
    await the_notes(browser, rest, folder);
    await the_pictures(browser, rest, folder);
    await the_pictures_on_a_phone(browser, rest, folder);
    await without_scripts(browser, rest);
  } finally {
    await Promise.all([home.close(), rest.close()]);
  }
});
