// The same tree at the top of a host, in a subfolder, and opened from the disk: every address in every page works, under
// a strict Content-Security-Policy, with an empty console and no request to other hosts.
import { at_home, disk, each, holds, host, listen, sites, test } from './harness.mjs';

/** Runs in the page: returns every address, as the browser resolves it, and every id. Waits for images. */
async function addresses() {
  const found = [];
  const add = (kind, value) => found.push([kind, new URL(value, document.baseURI).href]);
  for (const it of document.querySelectorAll('a[href], area[href]')) add('link', it.href);
  for (const it of document.querySelectorAll('link[href]')) {
    add(/^(canonical|alternate|license)$/.test(it.rel) ? 'link' : 'asset', it.href);
  }
  for (const it of document.querySelectorAll('[src]')) add('asset', it.getAttribute('src'));
  for (const it of document.querySelectorAll('[srcset]')) {
    for (const one of it.getAttribute('srcset').split(/,\s+/)) add('asset', one.trim().split(/\s+/)[0]);
  }
  for (const it of document.querySelectorAll('form[action]')) add('asset', it.action);
  const broken = [];
  await Promise.all([...document.images].map(async (image) => {
    image.loading = 'eager';
    await image.decode().catch(() => broken.push(image.currentSrc || image.src));
  }));
  return { found, broken, ids: [...document.querySelectorAll('[id]')].map((it) => it.id) };
}

/** Returns what is wrong with an address inside the site. */
function inside(site, ids, base, address) {
  const [path, fragment] = address.slice(base.length).split('#');
  let file = decodeURIComponent(path.split('?')[0]);
  // A folder is an address on a host, but not on a disk.
  if (base.startsWith('http') && /(^|\/)$/.test(file)) file += 'index.html';
  if (!site.files.has(file)) return `leads nowhere: ${file}`;
  const anchor = decodeURIComponent(fragment ?? '');
  if (anchor && ids.has(file) && !ids.get(file).has(anchor)) return `no such place: ${file}#${anchor}`;
  return undefined;
}

async function visit(site, place, context) {
  // A site that knows its address has a 404 page that works at any depth, but only at that address.
  const at_home = place.base === site.address;
  const pages = site.pages.filter((it) => it !== '404.html' || at_home || !site.address);
  const { page, trouble, expect404 } = await listen(context, place.base);
  const ids = new Map();
  const seen = [];
  for (const path of pages) {
    await page.goto(place.base + path);
    const { found, broken, ids: here } = await page.evaluate(addresses);
    ids.set(path, new Set(here));
    seen.push(...found.map(([kind, address]) => [path, kind, address]));
    trouble.push(...broken.map((it) => `${path}: a picture that does not show: ${it}`));
  }
  for (const [path, kind, address] of seen) {
    if (address.startsWith(place.base)) {
      const wrong = inside(site, ids, place.base, address);
      if (wrong) trouble.push(`${path}: ${wrong}`);
    } else if (kind === 'asset' || /^file:|localhost/.test(address)) {
      trouble.push(`${path}: outside of the site: ${address}`);
    }
  }
  for (const path of site.redirects) {
    await page.goto(place.base + path);
    await page.waitForURL((url) => url.href !== place.base + path, { timeout: 5000 });
    if (inside(site, ids, place.base, page.url())) trouble.push(`${path}: leads to ${page.url()}`);
  }
  if (pages.includes('404.html') && place.base.startsWith('http')) {
    const nowhere = `${place.base}${at_home ? 'some/where/' : ''}nowhere.html`;
    expect404(nowhere);
    await page.goto(nowhere);
    const way = page.locator('main a').first();
    await way.click();
    if (inside(site, ids, place.base, page.url())) trouble.push(`an unknown address offers ${page.url()}`);
  }
  return { trouble, links: seen.length };
}

await test(async (browser) => {
  for (const site of await sites()) {
    const places = {
      'at /': () => host(site.folder),
      'at /a/b/': () => host(site.folder, { at: '/a/b/' }),
      'from the disk': () => disk(site.folder),
    };
    if (site.address) places[`at ${site.address}`] = (context) => at_home(site, context);
    await each(Object.entries(places), async ([name, come]) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const place = await come(context);
      const { trouble, links } = await visit(site, place, context);
      await context.close();
      await place.close();
      holds(`${site.name} ${name}: ${links} addresses on ${site.pages.length} pages lead somewhere, nothing is blocked or said`, trouble);
    });
  }
});
