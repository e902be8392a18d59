// The Nu HTML checker on the golden guides, and on the guide in this folder: no error except those with a known reason.
// `node tests/browser/nu.mjs <vnu.jar> <folder>…`; needs Java, and no browser.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** Errors of the author, whose HTML or headings Handout keeps unchanged: the end of the file name, the message, why. */
const KNOWN = [
  [/golden\/(front-matter|headings-and-anchors|print-pages)\/.*\.html$/, /skipping \d heading level/,
    'The case is about headings that jump: a build keeps them, a check warns.'],
  [/golden\/headings-and-anchors\/expected\/index\.html$/, /“a” is missing required attribute “href”/,
    'The author wrote `<a name>`, which must go on being a place to link to.'],
];

const [jar, ...folders] = process.argv.slice(2);
assert.ok(jar && folders.length > 0, 'say where vnu.jar is, then the folders to look at');
const { stderr, error } = spawnSync('java', ['-jar', jar, '--skip-non-html', '--format', 'json', ...folders], { encoding: 'utf8', maxBuffer: 1 << 28 });
if (error) throw error;
const { messages } = JSON.parse(stderr);
const errors = messages.filter((it) => it.type === 'error' || it.type === 'non-document-error');
const known = (it) => KNOWN.find(([file, text]) => file.test(it.url) && text.test(it.message));
const unknown = errors.filter((it) => !known(it)).map((it) => `${it.url}:${it.lastLine}: ${it.message}`);
assert.deepEqual(unknown, [], 'the Nu checker finds no error');
const idle = KNOWN.filter(([file, text]) => !errors.some((it) => file.test(it.url) && text.test(it.message)));
if (folders.some((it) => /golden/.test(it))) assert.deepEqual(idle.map(([, , why]) => why), [], 'an exception that nothing needs any longer');
console.log(`ok the Nu checker finds nothing but ${errors.length} known mistakes of authors`);
