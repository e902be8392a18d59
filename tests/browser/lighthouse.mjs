// Lighthouse on the home page, a technique and the print page, on its slow phone: 100 in each category that does not
// depend on how busy this machine is, and nothing to find fault with in what the page sends. The score of speed is a
// measurement, and is printed with the speed of the machine; it decides nothing.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import lighthouse from 'lighthouse';
import { holds, host, launch, POLICY, sites } from './harness.mjs';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
/** The audits of speed that look at what a page is and sends, and not at the clock. A later Lighthouse may drop some. */
const WITHOUT_A_CLOCK = [
  'cumulative-layout-shift', 'unsized-images', 'unminified-css', 'unminified-javascript', 'unused-css-rules',
  'unused-javascript', 'uses-text-compression', 'uses-responsive-images',
  'image-delivery-insight', 'duplicated-javascript-insight', 'legacy-javascript-insight', 'redirects', 'font-display-insight',
  'no-document-write', 'uses-passive-event-listeners', 'third-parties-insight', 'total-byte-weight',
];
const begin = Date.now();

/** Returns a free port. */
async function free_port() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Returns what keeps a category from 100: its audits that count, and fail. */
function faults({ categories, audits }) {
  const counts = (category, { id, weight }) => (category === 'performance' ? WITHOUT_A_CLOCK.includes(id) : weight > 0);
  return CATEGORIES.flatMap((category) => {
    const checked = categories[category].auditRefs.filter((it) => counts(category, it) && audits[it.id].score !== null);
    assert.ok(checked.length > 5, `Lighthouse has hardly an audit left in ${category}`);
    return checked.filter(({ id }) => audits[id].score < 1)
      .map(({ id }) => `${category}: ${id} (${audits[id].displayValue ?? audits[id].title})`);
  });
}

const [sample] = await sites();
// Lighthouse requests robots.txt on behalf of the page, which our own policy would block.
const server = await host(sample.folder, { compress: true, policy: `${POLICY}; connect-src 'self'` });
const port = await free_port();
const browser = await launch(`--remote-debugging-port=${port}`);
const problems = [];
try {
  for (const kind of ['home', 'technique', 'print-guide']) {
    const { lhr } = await lighthouse(server.base + sample.kinds[kind], { port, output: 'json', logLevel: 'error', onlyCategories: CATEGORIES });
    const scores = CATEGORIES.map((it) => `${it} ${Math.round(lhr.categories[it].score * 100)}`).join(', ');
    console.log(`   ${kind}: ${scores} (speed index of this machine: ${Math.round(lhr.environment.benchmarkIndex)})`);
    problems.push(...faults(lhr).map((it) => `${kind}: ${it}`));
  }
  holds('Lighthouse finds nothing wrong with the home page, a technique and the print page', problems);
  console.log(`   ${((Date.now() - begin) / 1000).toFixed(1)} s`);
} finally {
  await browser.close();
  await server.close();
}
