// The engine of Handout's search: what is typed → pages, and where they say it. It touches nothing of the page it runs in.
// search.js loads it once the search is opened, and gives it `loadFile(name, stamp)`, which reads a file of the index.
window.handoutSearch('engine', (loadFile) => {
  'use strict';

  const MAX_WORDS = 10;
  const MAX_FORMS = 200;

  // How numbers and words are written. The index brings it along, so it is known once the index is open.
  let tables;

  // What a changed index has in the addresses of its files.
  let stamp;

  function load(name) {
    return loadFile(name, stamp);
  }

  // What the index says of its numbers and words, ready to use. A range is two characters.
  function readTables(read) {
    const set = (ranges) => ranges.map(([first, last]) => `${first}-${last}`).join('');
    const letters = new Map(read.letters);
    const unspaced = set(read.unspaced);
    return {
      digits: new Map(Array.from(read.digits, (digit, at) => [digit, at])),
      half: read.digits.length / 2,
      weights: read.weights,
      longestWord: read.longest_word,
      accent: new RegExp(`[${set(read.accents)}]`, 'gu'),
      letters,
      letter: new RegExp(`[${[...letters.keys()].join('')}]`, 'gu'),
      unspaced: new RegExp(`[${unspaced}]`, 'u'),
      part: new RegExp(`[${unspaced}][${unspaced}\\p{M}]*|[^${unspaced}]+`, 'gu'),
    };
  }

  // Shows `see` the numbers in a text. A digit of the first half goes on with the next, one of the second half ends.
  function eachNumber(text, see) {
    const { digits, half } = tables;
    let value = 0;
    let unit = 1;
    for (let at = 0; at < text.length; at++) {
      const digit = digits.get(text[at]);
      value += (digit % half) * unit;
      unit *= half;
      if (digit >= half) {
        see(value);
        value = 0;
        unit = 1;
      }
    }
  }

  // Words ---------------------------------------------------------------

  const WORD = /[\p{Alphabetic}\p{M}\p{N}]+/gu;
  const NO_WORD = /[^\p{Alphabetic}\p{M}\p{N}]/gu;

  // A word without what a reader overlooks: upper case, accents, ligatures.
  function fold(word) {
    return word.normalize('NFKD').toLowerCase().replace(tables.accent, '')
      .replace(tables.letter, (letter) => tables.letters.get(letter)).normalize('NFC').replace(NO_WORD, '');
  }

  // Whether a word is of a script that is written without spaces.
  function isUnspaced(word) {
    return tables.unspaced.test(word);
  }

  function cut(word) {
    return word.length > tables.longestWord ? Array.from(word).slice(0, tables.longestWord).join('') : word;
  }

  // Shows `see` each word of a text: folded, where it begins and where it ends.
  function eachWord(text, see) {
    for (const match of text.matchAll(WORD)) {
      const word = match[0];
      const from = match.index;
      const to = from + word.length;
      if (word.length === 1 && /['’]/.test((text[from - 1] || '') + (text[to] || ''))) continue;
      see(fold(word), from, to);
    }
  }

  // What is typed, as words to look up.
  function terms(text) {
    const found = [];
    eachWord(text.slice(0, 500), (word) => {
      for (const part of word.match(tables.part) || []) {
        const letters = Array.from(part);
        if (!isUnspaced(part)) found.push(cut(part));
        else if (letters.length === 1) found.push(part);
        else for (let at = 1; at < letters.length; at++) found.push(letters[at - 1] + letters[at]);
      }
    });
    return Array.from(new Set(found)).slice(0, MAX_WORDS);
  }

  // The fewest letters to change, add, drop or swap that make one word the other; more than `most` is any number above.
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [];
    let last = [];
    for (let i = 0; i <= other.length; i++) last.push(i);
    for (let row = 1; row <= one.length; row++) {
      const now = [row];
      let least = row;
      for (let at = 1; at <= other.length; at++) {
        const same = one[row - 1] === other[at - 1] ? 0 : 1;
        let cost = Math.min(last[at] + 1, now[at - 1] + 1, last[at - 1] + same);
        if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) {
          cost = Math.min(cost, before[at - 2] + 1);
        }
        now.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = last;
      last = now;
    }
    return last[other.length];
  }

  // Finding -------------------------------------------------------------

  let directory;
  const shards = new Map();

  // What is in which file.
  async function openIndex() {
    if (!directory) {
      const read = await loadFile('index');
      stamp = read.stamp;
      tables = readTables(read);
      const groupOf = [];
      const starts = [];
      eachNumber(read.texts, (size) => {
        starts.push(groupOf.length);
        for (let at = 0; at < size; at++) groupOf.push(starts.length - 1);
      });
      directory = { pages: read.pages, words: read.words, near: read.near, groupOf, starts };
    }
    return directory;
  }

  // The place of the last text in a sorted list that is not after one; 0 if all are.
  function lastBefore(list, text) {
    let low = 0;
    let high = list.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (compare(list[middle], text) <= 0) low = middle;
      else high = middle;
    }
    return low;
  }

  // Texts in the order of their characters, as the index has them, which is not that of UTF-16.
  function compare(one, other) {
    if (one === other) return 0;
    for (let at = 0; ; at++) {
      const a = one.codePointAt(at);
      const b = other.codePointAt(at);
      if (a !== b) return (a === undefined ? -1 : a) - (b === undefined ? -1 : b);
    }
  }

  // A file of words: the words in order, the list of each, and the words of each list.
  async function shard(number) {
    if (!shards.has(number)) {
      const read = await load(`words-${number}`);
      const parts = read[0] ? read[0].split(' ') : [];
      const words = [];
      const listOf = [];
      const forms = [];
      for (let at = 0; at < parts.length; at += 2) {
        const list = Number(parts[at + 1]);
        words.push(parts[at]);
        listOf.push(list);
        (forms[list] = forms[list] || []).push(parts[at]);
      }
      shards.set(number, { words, listOf, forms, lists: read[1].split(' ') });
    }
    return shards.get(number);
  }

  // The pages of a list and how much each is about it.
  function postings(of, number) {
    let list = of.lists[number];
    if (typeof list === 'string') {
      const pages = [];
      const weights = [];
      let page = 0;
      eachNumber(list, (value) => {
        page += Math.floor(value / tables.weights.length);
        pages.push(page);
        weights.push(tables.weights[value % tables.weights.length]);
      });
      list = of.lists[number] = { pages, weights };
    }
    return list;
  }

  // The words of the index that a term stands for: itself, and what begins with it if it is the one being typed.
  async function matches(term, isPrefix) {
    const index = await openIndex();
    let at = lastBefore(index.words, term);
    // A word may be in the file after the one that its beginning is in; two more are enough for what is being typed.
    const last = isPrefix ? Math.min(lastBefore(index.words, `${term}\u{10ffff}`), at + 2) : at;
    const found = [];
    for (; at <= last; at++) {
      const of = await shard(at);
      let place = lastBefore(of.words, term);
      for (; place < of.words.length && found.length < MAX_FORMS; place++) {
        const word = of.words[place];
        if (word === term || isPrefix && word.startsWith(term)) {
          const part = word === term ? 1 : 0.4 + 0.4 * term.length / word.length;
          const number = of.listOf[place];
          found.push({ words: of.forms[number], part, list: postings(of, number) });
        } else if (compare(word, term) > 0) break;
      }
    }
    return found;
  }

  // Words of the index that are near a mistyped one, the nearest and most frequent first.
  async function nearWords(term, most) {
    const index = await openIndex();
    const letters = Array.from(term);
    const bucket = (letter) => letter ? letter.codePointAt(0) % index.near : 0;
    const tried = new Set([bucket(letters[0]), bucket(letters[1])]);
    const found = [];
    const look = async (buckets) => {
      const texts = await Promise.all(buckets.map((it) => load(`near-${it}`)));
      texts.join(' ').replace(/(\D+?)(\d+)(?: |$)/g, (_, word, often) => {
        const far = distance(term, word.trim(), most);
        if (far <= most) found.push({ word: word.trim(), far, often: Number(often) });
      });
    };
    await look(Array.from(tried));
    if (!found.length) {
      const rest = [];
      for (let at = 0; at < index.near; at++) if (!tried.has(at)) rest.push(at);
      if (rest.length) await look(rest);
    }
    return found.sort((a, b) => a.far - b.far || b.often - a.often || compare(a.word, b.word));
  }

  // How many letters of a word may be wrong.
  function tolerance(term) {
    const length = Array.from(term).length;
    return isUnspaced(term) || /\d/.test(term) || length < 4 ? 0 : length < 8 ? 1 : 2;
  }

  // The pages that have all words, the best first; the words they have; and what was read for what.
  async function find(text) {
    const index = await openIndex();
    const wanted = terms(text);
    const total = new Float64Array(index.pages);
    const count = new Uint8Array(index.pages);
    const outcome = { terms: wanted, pages: [], words: new Set(), instead: [] };
    for (let number = 0; number < wanted.length; number++) {
      const term = wanted[number];
      const isLast = number === wanted.length - 1 && !/\s$/.test(text);
      const forms = await matches(term, isLast);
      const most = tolerance(term);
      if (!forms.length && most) {
        let near = await nearWords(term, most);
        near = near.filter((it) => it.far === near[0].far).slice(0, 3);
        for (const other of near) {
          for (const form of await matches(other.word, false)) {
            form.part = 0.5;
            forms.push(form);
          }
        }
        if (near.length) outcome.instead.push([term, near.map((it) => it.word)]);
      }
      const best = new Float64Array(index.pages);
      for (const it of forms) {
        it.words.forEach(outcome.words.add, outcome.words);
        const rare = Math.log(1 + index.pages / it.list.pages.length);
        for (let at = 0; at < it.list.pages.length; at++) {
          const page = it.list.pages[at];
          best[page] = Math.max(best[page], it.list.weights[at] * it.part * rare);
        }
      }
      for (let p = 0; p < best.length; p++) {
        if (best[p]) {
          total[p] += best[p];
          count[p] += 1;
        }
      }
    }
    for (let n = 0; wanted.length && n < total.length; n++) if (count[n] === wanted.length) outcome.pages.push(n);
    outcome.pages.sort((a, b) => total[b] - total[a] || a - b);
    return outcome;
  }

  // What to try where nothing was found.
  async function suggestions(outcome) {
    let found = [];
    for (const term of outcome.terms) {
      const known = (await matches(term, false)).length > 0;
      if (known && outcome.terms.length > 1) found.push(term);
      const most = Math.min(3, Array.from(term).length >> 1);
      if (!known && most && !isUnspaced(term)) {
        found = found.concat((await nearWords(term, most)).slice(0, 3).map((it) => it.word));
      }
    }
    return Array.from(new Set(found)).slice(0, 6);
  }

  // A page with its texts: its address, its title and its sections.
  async function page(number) {
    const group = directory.groupOf[number];
    return (await load(`text-${group}`))[number - directory.starts[group]];
  }

  // Words in context -----------------------------------------------------

  // Where a text has the words: ranges in order that do not overlap.
  function places(text, words, wanted) {
    const found = [];
    const pairs = wanted.filter((it) => isUnspaced(it));
    eachWord(text, (word, from, to) => {
      if (words.has(cut(word))) found.push([from, to]);
      else if (pairs.length && isUnspaced(word)) {
        for (const pair of pairs) {
          for (let at = text.indexOf(pair, from); at >= 0 && at < to; at = text.indexOf(pair, at + 1)) {
            found.push([at, at + pair.length]);
          }
        }
      }
    });
    found.sort((a, b) => a[0] - b[0]);
    return found.reduce((joined, range) => {
      const last = joined[joined.length - 1];
      if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
      else joined.push(range);
      return joined;
    }, []);
  }

  // Where to cut a text so that the most of its words are in about so many characters.
  function windowOf(text, ranges, length) {
    let best = 0;
    let most = 0;
    ranges.forEach((range, at) => {
      const seen = new Set();
      for (let i = at; i < ranges.length && ranges[i][1] - range[0] < length; i++) {
        seen.add(fold(text.slice(ranges[i][0], ranges[i][1])));
      }
      if (seen.size > most) {
        most = seen.size;
        best = range[0];
      }
    });
    let from = best < 50 ? 0 : text.indexOf(' ', best - 50) + 1;
    if (from > best || from === 0 && best >= 50) from = best;
    let end = Math.min(text.length, from + length);
    if (end < text.length) end = Math.max(text.lastIndexOf(' ', end), from + length - 30);
    // Half a character would be none.
    if (/[\udc00-\udfff]/.test(text[end] || '')) end += 1;
    return [from, end];
  }

  // The section of a page that says most of the words; the page itself where its title says them.
  function bestSection(page, outcome) {
    const score = (section, at) => {
      const heading = places(section[1], outcome.words, outcome.terms);
      const ranges = places(section[2], outcome.words, outcome.terms);
      const kinds = new Set(ranges.map((it) => fold(section[2].slice(it[0], it[1]))));
      heading.forEach((it) => { kinds.add(fold(section[1].slice(it[0], it[1]))); });
      return { section, heading, ranges,
        score: kinds.size * 10 + heading.length * 8 + Math.min(ranges.length, 5) + (at === 0 ? 2 : 0) };
    };
    const title = places(page[1], outcome.words, outcome.terms);
    const all = page[2].map(score);
    let best = all.reduce((a, b) => b.score > a.score ? b : a);
    if (title.length >= outcome.terms.length) best = all[0];
    return { title, best };
  }

  return { openIndex, terms, find, suggestions, page, bestSection, windowOf };
});
