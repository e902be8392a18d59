// The first visit to every page: at most 50 KB as a host would send it (gzip), pictures apart; nothing from anyone else, and no font.
import { gzipSync } from 'node:zlib';
import { each, holds, host, listen, sites, test } from './harness.mjs';

const MOST = 50 * 1024;

await test(async (browser) => {
  for (const site of await sites()) {
    const server = await host(site.folder);
    const problems = [];
    const weights = [];
    await each(site.pages.filter((it) => it !== '404.html'), async (path) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const { page, trouble } = await listen(context, server.base);
      const answers = [];
      page.on('response', (it) => answers.push(it));
      await page.goto(server.base + path);
      let weight = 0;
      for (const answer of answers) {
        const type = answer.headers()['content-type'] ?? '';
        if (/font/.test(type) || answer.request().resourceType() === 'font') problems.push(`${path} loads a font: ${answer.url()}`);
        if (!type.startsWith('image/')) weight += gzipSync(await answer.body()).length;
      }
      weights.push([weight, path]);
      if (weight > MOST) problems.push(`${path}: ${weight} bytes`);
      problems.push(...trouble);
      await context.close();
    });
    const [weight, path] = weights.sort(([a], [b]) => b - a)[0];
    holds(`${site.name}: a first visit weighs at most ${(weight / 1024).toFixed(1)} KB (${path}), no font, nobody else`, problems);
    await server.close();
  }
});
