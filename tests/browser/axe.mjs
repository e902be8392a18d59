// axe-core on every kind of page, in every setting that readers use: no violation of WCAG 2.2 A and AA or of best practices.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { each, holds, host, sites, SIZES, test } from './harness.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const [phone, , desk] = Object.values(SIZES);
const MODES = {
  'light, desk': { size: desk, colorScheme: 'light' },
  'dark, desk': { size: desk, colorScheme: 'dark' },
  'light, phone': { size: phone, colorScheme: 'light' },
  'dark, phone': { size: phone, colorScheme: 'dark' },
  'print': { size: [794, 1123], colorScheme: 'light', media: 'print' },
  'forced colours': { size: desk, colorScheme: 'dark', forcedColors: 'active' },
};

/** Returns the violations on a page. Colours that axe cannot judge, over a gradient or an image, are separate. */
async function violations(page, mode) {
  await page.evaluate(axe);
  const rules = {
    // Nobody taps on paper.
    'target-size': { enabled: mode !== 'print' },
    // Forced colours are the reader's own, but axe reads those of the page.
    'color-contrast': { enabled: mode !== 'forced colours' },
  };
  const found = await page.evaluate(([values, rules]) => globalThis.axe.run(document, {
    runOnly: { type: 'tag', values }, rules, resultTypes: ['violations', 'incomplete'],
  }), [TAGS, rules]);
  const lines = (list) => list.flatMap((rule) => rule.nodes.map((node) => `${rule.id} ${node.target.join(' ')}: ${node.any.concat(node.all, node.none).map((it) => it.message)[0]}`));
  return { wrong: lines(found.violations), unsure: lines(found.incomplete) };
}

await test(async (browser) => {
  const wrong = new Map();
  const unsure = new Map();
  let looked = 0;
  const add = (map, it, where) => map.set(it, [...map.get(it) ?? [], where]);
  const note = (where, result) => {
    looked += 1;
    for (const it of result.wrong) add(wrong, it, where);
    for (const it of result.unsure) add(unsure, it, where);
  };
  const lines = (map) => [...map].map(([it, where]) => `${it} [${where[0]}${where.length > 1 ? ` and ${where.length - 1} more` : ''}]`);
  for (const site of await sites()) {
    const server = await host(site.folder);
    await each(Object.entries(MODES), async ([mode, { size: [width, height], media, ...options }]) => {
      const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      await page.emulateMedia({ media: media ?? 'screen' });
      for (const [kind, path] of Object.entries(site.kinds)) {
        await page.goto(server.base + path);
        note(`${site.name} ${kind}, ${mode}`, await violations(page, mode));
      }
      if (mode.endsWith('phone')) {
        await page.goto(server.base + site.kinds.technique);
        await page.locator('[popovertarget]:visible').first().click();
        await page.locator('[popover]:popover-open').waitFor();
        note(`${site.name} menu open, ${mode}`, await violations(page, mode));
      }
      if (!media && site.kinds.index) {
        await page.goto(server.base + site.kinds.technique);
        await page.keyboard.press('/');
        await page.locator('input[type=search]:focus').waitFor();
        await page.keyboard.type('ha');
        await page.waitForTimeout(400);
        note(`${site.name} search open, ${mode}`, await violations(page, mode));
      }
      await context.close();
    });
    await server.close();
  }
  if (process.env.UNSURE) console.log(lines(unsure).map((it) => `?  ${it}`).join('\n'));
  holds(`axe finds nothing wrong in ${looked} views`, lines(wrong));
});
