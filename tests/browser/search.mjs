// The search in a real Chromium: opened from a disk, at `/` and at `/a/b/`, under a strict policy, with the keyboard alone.
// Run by `.ci/run`; by hand: `node tests/browser/search.mjs target/debug/handout` where playwright-core is installed.
// BIG=folder also times queries on a site that was built there; SCREENSHOTS=folder keeps pictures.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const program = resolve(process.argv[2] ?? 'target/debug/handout');
const pictures = process.env.SCREENSHOTS;
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "form-action 'self'; base-uri 'none'";
const TYPES = { html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

const guide = await mkdtemp(join(tmpdir(), 'search-'));
const files = {
  'site.toml': 'title = "Guide"\n',
  'content/index.md': '# Home\n\nWelcome.\n',
  'content/warm.md': '# Warm compress\n\nHold a warm cloth.\n\n## When to stop\n\nStop if your skin burns. Café crème.\n',
  'content/deep/oil.md': '# Oil or lotion\n\nMassages with oil need little pressure.\n\n## Choosing\n\nAlmond oil suits most babies.\n',
  'content/mixed.md': '# Feeding\n\nWarm hands before a massage. 母乳育児の支援。\n',
  'content/odd.md': '---\ntitle: "</script><img src=x onerror=boom()>"\n---\n\n__proto__ constructor toString &amp; \u2028 end.\n',
  'content/de.md': '---\nlanguage: de\n---\n# Die Brüste\n\nWärme hilft.\n',
};
for (const [path, text] of Object.entries(files)) {
  await mkdir(dirname(join(guide, path)), { recursive: true });
  await writeFile(join(guide, path), text);
}
const site = join(guide, 'public');
const built = spawnSync(program, ['build', '--no-pdf'], { cwd: guide, encoding: 'utf8' });
assert.equal(built.status, 0, built.stderr);

/** Serves a folder below a path under the strict policy; counts the compressed bytes that are sent. */
async function serve(folder, base) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const inside = normalize(path.slice(base.length) || 'index.html');
    try {
      if (!path.startsWith(base) || inside.startsWith('..')) throw new Error('outside');
      const bytes = await readFile(join(folder, inside.endsWith('/') ? inside + 'index.html' : inside));
      served.sent.push([inside, gzipSync(bytes).length]);
      const type = `${TYPES[inside.split('.').pop()] ?? 'application/octet-stream'}; charset=utf-8`;
      response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': POLICY }).end(bytes);
    } catch {
      response.writeHead(404).end('nothing here');
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const served = { sent: [], address: `http://127.0.0.1:${server.address().port}${base}`, end: () => server.close() };
  return served;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const step = (name) => console.log(`ok ${name}`);
const trouble = [];

async function open(address, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 }, ...options });
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) trouble.push(message.text()); });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('dialog', (dialog) => { trouble.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(address);
  return page;
}

/** Types a query and waits until its result is announced. */
async function ask(page, query) {
  await page.locator('.search-input').fill('');
  await page.waitForFunction(() => document.querySelector('.search-status').textContent === '');
  await page.locator('.search-input').fill(query);
  await page.waitForFunction(() => document.querySelector('.search-status').textContent !== '');
  return {
    status: await page.locator('.search-status').textContent(),
    titles: await page.locator('.search-title').allTextContents(),
    marks: await page.locator('.search-result mark').allTextContents(),
    near: await page.locator('.search-near').allTextContents(),
  };
}

async function everything(page, at) {
  // The keyboard alone: open, find, choose, go.
  await page.keyboard.press('/');
  await page.locator('.search-dialog[open]').waitFor();
  await page.keyboard.type('skin burns');
  await page.locator('.search-result mark', { hasText: 'burns' }).waitFor();
  assert.equal(await page.locator('.search-input').getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowDown');
  const active = await page.locator('.search-input').getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/warm.html#when-to-stop');
  await page.keyboard.press('/');
  await page.keyboard.type('almond');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/deep/oil.html#choosing');
  step(`${at}: slash, words, arrow and Enter lead to the section`);

  await page.locator('body').press('/');
  assert.deepEqual((await ask(page, 'warm')).titles.slice(0, 1), ['Warm compress']);
  let said = await ask(page, 'massage');
  assert.deepEqual(new Set(said.titles), new Set(['Oil or lotion', 'Feeding']));
  assert.ok(said.marks.includes('Massages') && said.marks.includes('massage'), String(said.marks));
  step(`${at}: titles first, and every form of a word`);
  said = await ask(page, 'masage');
  assert.equal(said.titles.length, 2);
  assert.match(said.status, /masage.*massage/);
  assert.deepEqual((await ask(page, 'xwarm')).titles.length, 2);
  step(`${at}: a typo, also in the first letter`);
  assert.deepEqual((await ask(page, 'CREME cafe')).titles, ['Warm compress']);
  assert.deepEqual((await ask(page, 'alm')).titles, ['Oil or lotion']);
  assert.deepEqual((await ask(page, 'warm hands')).titles, ['Feeding']);
  step(`${at}: accents, the beginning of a word, and all words`);
  said = await ask(page, '育児');
  assert.deepEqual([said.titles, said.marks], [['Feeding'], ['育児']]);
  assert.deepEqual((await ask(page, '母乳育児')).marks, ['母乳育児']);
  step(`${at}: text without spaces`);

  said = await ask(page, 'almnods xyzzy');
  assert.equal(said.titles.length, 0);
  assert.match(said.status, /No results for “almnods xyzzy”/);
  said = await ask(page, 'prezzurq');
  assert.deepEqual(said.near, ['pressure']);
  await page.locator('.search-near').first().click();
  await page.locator('.search-result').first().waitFor();
  step(`${at}: near words are offered`);

  for (const query of ['__proto__', 'constructor', 'toString', '</script>']) {
    await ask(page, query);
  }
  said = await ask(page, 'constructor');
  assert.deepEqual(said.titles, ['</script><img src=x onerror=boom()>']);
  for (const query of ['<img src=x onerror=boom()>', '\\', '"\'', 'a'.repeat(5000), 'x '.repeat(2000), '\u0000\u202e\ud800']) {
    await page.locator('.search-input').fill(query);
    await page.waitForTimeout(150);
  }
  assert.equal(await page.locator('.search-dialog img, .search-dialog script').count(), 0);
  step(`${at}: hostile queries and titles stay text`);

  assert.equal(await page.locator('.search-status').getAttribute('role'), 'status');
  await page.keyboard.press('Escape');
  await page.locator('.search-dialog[open]').waitFor({ state: 'detached' }).catch(() => {});
  assert.equal(await page.evaluate(() => document.querySelector('.search-dialog').open), false);
  step(`${at}: Escape closes`);

  // The shortcut can be turned off, on every page and until it is turned on again.
  const key = page.getByRole('checkbox', { name: 'Press / to search' });
  const opens = async () => {
    await page.locator('body').press('/');
    return page.evaluate(() => document.querySelector('.search-dialog')?.open ?? false);
  };
  assert.equal(await opens(), true);
  await key.uncheck();
  await page.keyboard.press('Escape');
  assert.equal(await opens(), false);
  await page.reload();
  assert.equal(await opens(), false);
  await page.locator('.search-form button').first().click();
  assert.equal(await key.isChecked(), false);
  await key.check();
  await page.keyboard.press('Escape');
  assert.equal(await opens(), true);
  await page.keyboard.press('Escape');
  step(`${at}: the key can be turned off and on`);
}

try {
  let page = await open(pathToFileURL(join(site, 'index.html')).href);
  await everything(page, 'from a disk');
  await page.close();
  for (const base of ['/', '/a/b/']) {
    const served = await serve(site, base);
    page = await open(`${served.address}deep/oil.html`);
    await everything(page, `at ${base}`);
    // The focus returns to where it was.
    const field = page.locator('.search-form button');
    await field.focus();
    await page.keyboard.press('Enter');
    await page.locator('.search-dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await field.evaluate((it) => it === document.activeElement), true);
    await page.goto(`${served.address}de.html`);
    await page.keyboard.press('/');
    assert.deepEqual((await ask(page, 'bruste')).titles, ['Die Brüste']);
    step(`at ${base}: focus comes back, and a page searches its own language`);
    await page.close();
    // Without JavaScript, the form leads to the A–Z page.
    page = await open(`${served.address}index.html`, { javaScriptEnabled: false });
    await page.locator('.search-form input').fill('warm');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/a-z.html?q=warm');
    assert.equal(await page.locator('main a[href="warm.html#when-to-stop"]').count(), 1);
    await page.close();
    step(`at ${base}: without script the form leads to the A–Z page`);
    served.end();
  }
  assert.deepEqual(trouble, [], 'the console is silent');
  step('no message in the console');

  if (process.env.BIG) {
    const served = await serve(process.env.BIG, '/');
    page = await open(`${served.address}index.html`);
    await page.keyboard.press('/');
    await page.waitForTimeout(500);
    served.sent.length = 0;
    const queries = (process.env.QUERIES ?? 'massage,warm hands,gentl,brest milk').split(',');
    for (const query of queries) {
      served.sent.length = 0;
      await ask(page, query);
      const sent = served.sent.reduce((sum, it) => sum + it[1], 0);
      // The second time, all files are loaded: what remains is the time to search and to show.
      const took = await page.evaluate(async (text) => {
        const [input, status] = [document.querySelector('.search-input'), document.querySelector('.search-status')];
        const told = () => new Promise((done) => {
          new MutationObserver((_, it) => { it.disconnect(); done(); }).observe(status, { childList: true });
        });
        input.value = '';
        input.dispatchEvent(new Event('input'));
        await told();
        const start = performance.now();
        input.value = text;
        input.dispatchEvent(new Event('input'));
        await told();
        return performance.now() - start - 60;
      }, query);
      console.log(`${query}: ${served.sent.length} files, ${sent} bytes squeezed; then ${took.toFixed(0)} ms; ` +
        await page.locator('.search-status').textContent());
    }
    served.end();
  }
  if (pictures) {
    for (const [name, width, colorScheme] of [['phone', 360, 'dark'], ['desk', 1280, 'light']]) {
      page = await open(pathToFileURL(join(site, 'index.html')).href, { viewport: { width, height: 740 }, colorScheme });
      await page.keyboard.press('/');
      await ask(page, 'massage');
      await page.screenshot({ path: join(pictures, `search-${name}.png`) });
    }
  }
} finally {
  await browser.close();
  await rm(guide, { recursive: true, force: true });
}
