// The preview in a real Chromium: a guide is edited while its page is open.
// Run by `.ci/run`; by hand: `node tests/browser/preview.mjs target/debug/handout` where playwright-core is installed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const program = resolve(process.argv[2] ?? 'target/debug/handout');
const pictures = process.env.SCREENSHOTS;
const guide = await mkdtemp(join(tmpdir(), 'preview-'));
await cp('content', join(guide, 'content'), { recursive: true });
await cp('site.toml', join(guide, 'site.toml'));
const page_file = join(guide, 'content/technique/areola.md');

/** Starts the preview; returns its address and a function to end it. */
async function serve(...flags) {
  const child = spawn(program, ['serve', '--root', guide, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8');
  const address = await new Promise((done, fail) => {
    child.once('exit', (code) => fail(new Error(`the preview ended with ${code}`)));
    child.stdout.on('data', (text) => {
      said += text;
      const found = /http:\/\/\S+\//.exec(said);
      if (found) done(found[0]);
    });
  });
  child.removeAllListeners('exit');
  const ended = new Promise((done) => child.once('exit', done));
  return { address, end: () => { child.kill('SIGINT'); return ended; } };
}

async function edit(file, change) {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
let preview = await serve('--port', '0');
const port = new URL(preview.address).port;
const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
const trouble = [];
page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) trouble.push(message.text()); });
page.on('pageerror', (error) => trouble.push(String(error)));
let loads = 0;
page.on('framenavigated', () => { loads += 1; });
const picture = async (name) => { if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) }); };
const step = (name) => console.log(`ok ${name}`);
/** Waits until a page that was reloaded receives events again, which takes some milliseconds. */
const listens = () => page.locator('handout-preview .bar[data-state="live"]').waitFor();

try {
  await page.goto(`${preview.address}technique/areola.html`);
  await page.locator('handout-preview .bar').waitFor();
  await listens();
  assert.equal(loads, 1);
  await picture('preview');

  // New text shows, and the scroll position stays.
  await page.evaluate(() => window.scrollTo({ top: 400, behavior: 'instant' }));
  await edit(page_file, (text) => `${text}\nA sentence of today.\n`);
  await page.getByText('A sentence of today.').waitFor({ timeout: 5000 });
  await page.waitForFunction(() => window.scrollY === 400);
  assert.equal(loads, 2);
  step('an edit shows in the open page, at the same place');
  await listens();

  // A change of another page does not concern this one.
  await edit(join(guide, 'content/index.md'), (text) => `${text}\nElsewhere.\n`);
  await page.waitForTimeout(400);
  assert.equal(loads, 2);
  step('an edit of another page does not reload this one');

  // The guide gets its own theme.
  await mkdir(join(guide, 'themes/mine/templates'), { recursive: true });
  await mkdir(join(guide, 'themes/mine/assets'), { recursive: true });
  await writeFile(join(guide, 'themes/mine/assets/mine.css'), 'h1 { color: rgb(1, 2, 3); }\n');
  const head = (style) => `{% extends "default/base.html" %}{% block head %}{{ super() }}${style}{% endblock %}`;
  await writeFile(join(guide, 'themes/mine/templates/base.html'),
    head('<link rel="stylesheet" href="{{ asset(name="mine.css") }}">'));
  await writeFile(join(guide, 'themes/mine/theme.toml'), 'parent = "care"\n');
  await edit(join(guide, 'site.toml'), (text) => text.replace('theme = "care"', 'theme = "mine"'));
  await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)');
  step('a new theme shows');
  await listens();

  const before = loads;
  await page.evaluate(() => { window.still_here = true; });
  await writeFile(join(guide, 'themes/mine/assets/mine.css'), 'h1 { color: rgb(9, 8, 7); }\n');
  await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).color === 'rgb(9, 8, 7)');
  assert.equal(await page.evaluate(() => window.still_here), true);
  assert.equal(loads, before);
  step('a changed style sheet is swapped without a reload');

  // A broken template: the page stays, and the problem is shown over it, as text.
  await writeFile(join(guide, 'themes/mine/templates/base.html'), head('{{ oops <b>'));
  const overlay = page.locator('handout-preview .problems');
  await overlay.waitFor();
  const said = await overlay.locator('pre').textContent();
  assert.match(said, /themes\/mine\/templates\/base\.html:1/);
  assert.match(said, /oops <b>/);
  assert.equal(await page.getByText('A sentence of today.').count(), 1);
  await picture('overlay');
  await page.reload();
  await overlay.waitFor();
  assert.equal(await page.getByText('A sentence of today.').count(), 1);
  step('a broken template shows the last good page with the problem over it, also after a reload');

  await page.keyboard.press('Escape');
  await overlay.waitFor({ state: 'hidden' });
  await writeFile(join(guide, 'themes/mine/templates/base.html'), head(''));
  await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).color !== 'rgb(9, 8, 7)');
  await overlay.waitFor({ state: 'hidden' });
  await edit(page_file, (text) => `${text}\n[Nowhere](nowhere.md)\n`);
  await overlay.waitFor();
  assert.match(await overlay.locator('pre').textContent(), /nowhere\.md/);
  await edit(page_file, (text) => text.replace('\n[Nowhere](nowhere.md)\n', '\nMended.\n'));
  await overlay.waitFor({ state: 'hidden' });
  await page.getByText('Mended.', { exact: true }).waitFor();
  step('mended, the problem goes by itself');

  // An image that changes is swapped. A reload that is still in progress would also load it, by its old address; then the
  // author saves again.
  const drawing = page.locator('main img').first();
  let swapped = false;
  for (let attempt = 0; attempt < 3 && !swapped; attempt += 1) {
    await listens();
    const [address, loaded] = [await drawing.getAttribute('src'), loads];
    const name = address.split('/').pop().split('?')[0];
    await edit(join(guide, 'content/technique', name), (text) => text.replace('</svg>', '<!-- new --></svg>'));
    const changed = page.waitForFunction((old) => document.querySelector('main img').getAttribute('src') !== old, address, { timeout: 10000 });
    swapped = await changed.then(() => loads === loaded, () => false);
  }
  assert.equal(swapped, true);
  step('a changed drawing is swapped without a reload');

  // The server stops, and starts again at the same address.
  await preview.end();
  await page.locator('handout-preview summary', { hasText: 'stopped' }).waitFor();
  await edit(page_file, (text) => `${text}\nWritten meanwhile.\n`);
  trouble.length = 0;
  preview = await serve('--port', port, '--follow');
  await page.getByText('Written meanwhile.').waitFor({ timeout: 10000 });
  trouble.length = 0;
  step('the page finds a server that was started anew');

  await listens();
  await edit(join(guide, 'content/benefits/index.md'), (text) => `${text}\nFollow me.\n`);
  await page.waitForURL('**/benefits/index.html');
  await page.getByText('Follow me.').waitFor();
  step('with --follow the browser goes to the page that was edited');

  await page.locator('handout-preview summary').click();
  await picture('menu');
  assert.deepEqual(trouble, [], 'the console is silent');
  step('no message in the console');
} finally {
  await browser.close();
  await preview.end();
  await rm(guide, { recursive: true, force: true });
}
