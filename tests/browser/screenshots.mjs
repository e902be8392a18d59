// Pictures of each kind of page on a phone, a tablet and at a desk, in light and dark, to be looked at: SCREENSHOTS names
// the folder they go to. Without it there is nothing to do.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { each, host, sites, SIZES, test } from './harness.mjs';

const folder = process.env.SCREENSHOTS;
if (!folder) {
  console.log('no pictures: SCREENSHOTS names no folder');
  process.exit(0);
}
await mkdir(folder, { recursive: true });

await test(async (browser) => {
  for (const site of await sites()) {
    const server = await host(site.folder);
    const views = Object.entries(SIZES).flatMap((size) => ['light', 'dark'].map((scheme) => [...size, scheme]));
    await each(views, async ([size, [width, height], colorScheme]) => {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
      for (const [kind, path] of Object.entries(site.kinds)) {
        await page.goto(server.base + path);
        await page.evaluate(() => Promise.all([...document.images].map((it) => { it.loading = 'eager'; return it.decode().catch(() => {}); })));
        // A print page is as long as the guide: its beginning is enough.
        const fullPage = !kind.startsWith('print');
        await page.screenshot({ path: join(folder, `${site.name}-${kind}-${width}-${colorScheme}.png`), fullPage });
        if (kind === 'technique' && size === 'phone') {
          await page.locator('[popovertarget]:visible').first().click();
          await page.screenshot({ path: join(folder, `${site.name}-menu-${width}-${colorScheme}.png`) });
        }
      }
      await page.close();
    });
    await server.close();
  }
});
