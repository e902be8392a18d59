// Shared by the browser tests: Chromium, a host for a built site, and a record of everything that goes wrong on a page.
// Run a test as `node <test>.mjs <sample> <guide>`: the built sites of the sample guide and of `guide/` beside this file.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

/** The policy of a careful host: only the site's own files, and nothing inline. */
export const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
  "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
].join('; ');

/** A phone, a tablet and a desktop, in CSS pixels. */
export const SIZES = { phone: [360, 740], tablet: [768, 1024], desk: [1280, 800] };

const MIME = {
  '.atom': 'application/atom+xml', '.css': 'text/css; charset=utf-8', '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon', '.jpg': 'image/jpeg', '.js': 'text/javascript; charset=utf-8', '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8', '.pdf': 'application/pdf', '.png': 'image/png', '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json', '.webp': 'image/webp',
  '.xml': 'application/xml',
};

/** One page of each kind, in each of the two guides. The 404 page of a guide that knows its address only works there,
    so the other guide is used to test it. */
const KINDS = {
  sample: {
    home: 'index.html', section: 'technique/index.html', technique: 'technique/areola.html',
    benefits: 'benefits/index.html', benefit: 'benefits/less-pain.html', tips: 'tips/index.html',
    tip: 'tips/relaxation.html', page: 'stop-and-get-help.html', glossary: 'glossary.html', sources: 'sources.html',
    'print-section': 'technique/print.html', 'print-guide': 'print.html', 'not-found': '404.html',
  },
  guide: {
    home: 'index.html', everything: 'everything.html', section: 'technique/index.html',
    technique: 'technique/press.html', benefit: 'benefits/limited.html', tips: 'tips/index.html',
    tip: 'tips/rest.html', deep: 'deep/deeper/page.html', glossary: 'glossary.html', bare: 'bare.html',
    draft: 'unfinished.html', 'print-guide': 'print.html',
  },
};

/** The two built sites named on the command line: the files and pages of each, and a page of each kind. */
export async function sites() {
  const folders = process.argv.slice(2, 4);
  assert.equal(folders.length, 2, 'say the built sample guide, then the built guide of tests/browser');
  return Promise.all(['sample', 'guide'].map((name, at) => site(name, resolve(folders[at]))));
}

async function site(name, folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((it) => it.isFile())
    .map((it) => join(it.parentPath ?? it.path, it.name).slice(folder.length + 1).split(sep).join('/')).sort();
  const pages = [];
  const redirects = [];
  // No page links to a withdrawn one.
  const withdrawn = [];
  for (const file of files.filter((it) => it.endsWith('.html'))) {
    const text = await readFile(join(folder, file), 'utf8');
    (/http-equiv="refresh"/.test(text) ? redirects : pages).push(file);
    if (/<body class="withdrawn"/.test(text)) withdrawn.push(file);
  }
  const kinds = { ...KINDS[name] };
  // The search form leads to the A–Z page; a site without search has none.
  const home = await readFile(join(folder, 'index.html'), 'utf8');
  const form = /<form[^>]*\baction="([^"]+)"/.exec(home);
  if (form) kinds.index = form[1].split('#')[0];
  for (const [kind, path] of Object.entries(kinds)) assert.ok(pages.includes(path), `${name}: ${kind} is ${path}`);
  const canonical = /<link rel="canonical" href="([^"]+)"/.exec(home);
  const address = canonical && new URL('./', canonical[1]).href;
  return { name, folder, files: new Set(files), pages, redirects, withdrawn, kinds, address };
}

/** Serves a folder below `at`; an unknown address gets the site's 404 page. `delay` delays images, in ms. */
export async function host(folder, { at = '/', policy = POLICY, delay = 0, compress = false } = {}) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const inside = path.startsWith(at) ? path.slice(at.length) : undefined;
    let file = inside === undefined ? undefined : join(folder, inside, inside === '' || inside.endsWith('/') ? 'index.html' : '');
    const known = file && file.startsWith(folder + sep) && existsSync(file);
    if (!known) file = join(folder, '404.html');
    const type = MIME[extname(file)] ?? 'application/octet-stream';
    if (delay && type.startsWith('image/')) await new Promise((done) => setTimeout(done, delay));
    let body = await readFile(file);
    const head = {
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'cache-control': /\.[0-9a-f]{8,}\.\w+$/.test(file) ? 'public, max-age=31536000, immutable' : 'public, max-age=600',
    };
    if (policy) head['content-security-policy'] = policy;
    if (compress && !/^image\/(?!svg)/.test(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
      body = gzipSync(body);
      Object.assign(head, { 'content-encoding': 'gzip', vary: 'accept-encoding' });
    }
    response.writeHead(known ? 200 : 404, head).end(body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://localhost:${server.address().port}`;
  return { base: origin + at, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

/** The same for a site at its own address, given by `url`: the browser believes that it is there. */
export async function at_home(site, context) {
  await context.route(`${site.address}**`, async (route) => {
    const path = decodeURIComponent(route.request().url().slice(site.address.length).split(/[?#]/)[0]) || 'index.html';
    const known = site.files.has(path);
    await route.fulfill({
      status: known ? 200 : 404,
      headers: { 'content-security-policy': POLICY },
      contentType: MIME[extname(known ? path : '.html')],
      path: join(site.folder, known ? path : '404.html'),
    });
  });
  return { base: site.address, close: async () => {} };
}

/** The same for a folder that is opened from the disk. */
export function disk(folder) {
  return { base: `${pathToFileURL(folder).href}/`, close: async () => {} };
}

export function launch(...more) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', ...more],
  });
}

/** Opens a page that records problems: any message in the console, any failure, any request outside `base`. */
export async function listen(context, base) {
  const page = await context.newPage();
  const trouble = [];
  let expected;
  const say = (text) => trouble.push(`${page.url().replace(base, '')}: ${text}`);
  page.on('console', (it) => { if (!(expected && it.text().includes('404'))) say(`console ${it.type()}: ${it.text()}`); });
  page.on('pageerror', (error) => say(`script: ${error}`));
  page.on('requestfailed', (it) => {
    // Leaving a page cancels what is still loading.
    if (it.failure()?.errorText !== 'net::ERR_ABORTED') say(`not loaded: ${it.url()} ${it.failure()?.errorText}`);
  });
  page.on('request', (it) => { if (!it.url().startsWith(base) && !it.url().startsWith('data:')) say(`asks for ${it.url()}`); });
  page.on('response', (it) => { if (it.status() >= 400 && it.url() !== expected) say(`${it.status()} ${it.url()}`); });
  return { page, trouble, expect404: (address) => { expected = address; } };
}

/** Runs `work` on every item, two at a time: one for each core. */
export async function each(items, work, workers = 2) {
  const queue = [...items];
  await Promise.all(Array.from({ length: workers }, async () => {
    while (queue.length > 0) await work(queue.shift());
  }));
}

/** Runs the test, prints its duration, and fails the process if it fails. `main` closes everything that was opened. */
export async function test(main) {
  const begin = Date.now();
  const browser = await launch();
  try {
    await main(browser);
    console.log(`   ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  } finally {
    await browser.close();
  }
}

/** Fails with all problems at once, or prints the sentence that turned out to be true. */
export function holds(sentence, problems) {
  assert.ok(problems.length === 0, `not so: ${sentence}\n  ${problems.slice(0, 60).join('\n  ')}\n  (${problems.length})`);
  console.log(`ok ${sentence}`);
}

/** A folder for screenshots, if one is asked for. */
export async function pictures() {
  const folder = process.env.SCREENSHOTS;
  if (folder) await mkdir(folder, { recursive: true });
  return folder;
}
