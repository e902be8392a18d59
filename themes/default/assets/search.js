// Handout's search: an index in classic scripts that call back, so that it works from a disk too. Nothing is fetched from
// elsewhere, and what authors and readers write only ever becomes text.
(function () {
  'use strict';

  var script = document.currentScript;
  var root = script.src.slice(0, script.src.lastIndexOf('/assets/') + 1);
  var words_of = script.dataset;
  var folder = words_of.index;

  /* The index ----------------------------------------------------------- */

  // As src/render/search.rs writes it: the digits of numbers, those of the first half going on; and the weights.
  var DIGITS = '!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|';
  var HALF = DIGITS.length / 2;
  var WORTH = [1, 1.6, 2.2, 4, 6, 12];
  var LONGEST_WORD = 40;
  var MOST_WORDS = 10;
  var MOST_FORMS = 200;
  var digits = new Map(Array.from(DIGITS, function (digit, at) { return [digit, at]; }));

  var files = new Map();
  var stamp = '';

  window.handoutSearch = function (name, value) {
    var file = files.get(name);
    if (file) file.done(value);
  };

  /** The value in a file of the index. */
  function load(name) {
    name = folder + '/' + name;
    var file = files.get(name);
    if (!file) {
      file = {};
      file.value = new Promise(function (done, fail) { file.done = done; file.fail = fail; });
      files.set(name, file);
      var tag = document.createElement('script');
      tag.src = root + 'search/' + name + '.js' + stamp;
      tag.onload = function () { tag.remove(); file.fail(new Error(name)); };
      tag.onerror = function () { tag.remove(); files.delete(name); file.fail(new Error(name)); };
      document.head.append(tag);
    }
    return file.value;
  }

  /** Numbers as they were written; `each` is shown every one. */
  function numbers(text, each) {
    var value = 0;
    var unit = 1;
    for (var at = 0; at < text.length; at++) {
      var digit = digits.get(text[at]);
      value += (digit % HALF) * unit;
      unit *= HALF;
      if (digit >= HALF) {
        each(value);
        value = 0;
        unit = 1;
      }
    }
  }

  /* Words --------------------------------------------------------------- */

  var WORD = /[\p{Alphabetic}\p{M}\p{N}]+/gu;
  var NO_WORD = /[^\p{Alphabetic}\p{M}\p{N}]/gu;
  var ACCENT = /[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g;
  var LETTER = /[ßæœøđðþłħıς]/g;
  var LETTERS = new Map([['ß', 'ss'], ['æ', 'ae'], ['œ', 'oe'], ['ø', 'o'], ['đ', 'd'], ['ð', 'd'], ['þ', 'th'],
    ['ł', 'l'], ['ħ', 'h'], ['ı', 'i'], ['ς', 'σ']]);
  var UNSPACED = '\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3130-\u318f' +
    '\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{3ffff}';
  var IS_UNSPACED = new RegExp('[' + UNSPACED + ']', 'u');
  var PARTS = new RegExp('[' + UNSPACED + '][' + UNSPACED + '\\p{M}]*|[^' + UNSPACED + ']+', 'gu');

  /** As src/search/fold.rs does it. */
  function fold(word) {
    return word.normalize('NFKD').toLowerCase().replace(ACCENT, '')
      .replace(LETTER, function (it) { return LETTERS.get(it); }).normalize('NFC').replace(NO_WORD, '');
  }

  function cut(word) {
    return word.length > LONGEST_WORD ? Array.from(word).slice(0, LONGEST_WORD).join('') : word;
  }

  /** Shows `see` each word of a text: folded, where it begins and where it ends. */
  function each_word(text, see) {
    for (var match of text.matchAll(WORD)) {
      var word = match[0];
      var from = match.index;
      var to = from + word.length;
      if (word.length === 1 && /['’]/.test((text[from - 1] || '') + (text[to] || ''))) continue;
      see(fold(word), from, to);
    }
  }

  /** What is typed, as words to look up. */
  function terms(text) {
    var found = [];
    each_word(text.slice(0, 500), function (word) {
      for (var part of word.match(PARTS) || []) {
        var letters = Array.from(part);
        if (!IS_UNSPACED.test(part)) found.push(cut(part));
        else if (letters.length === 1) found.push(part);
        else for (var at = 1; at < letters.length; at++) found.push(letters[at - 1] + letters[at]);
      }
    });
    return Array.from(new Set(found)).slice(0, MOST_WORDS);
  }

  /** The fewest letters to change, add, drop or swap that make one word the other; more than `most` is any number above. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    var before = [];
    var last = [];
    for (var i = 0; i <= other.length; i++) last.push(i);
    for (var row = 1; row <= one.length; row++) {
      var now = [row];
      var least = row;
      for (var at = 1; at <= other.length; at++) {
        var same = one[row - 1] === other[at - 1] ? 0 : 1;
        var cost = Math.min(last[at] + 1, now[at - 1] + 1, last[at - 1] + same);
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

  /* Finding ------------------------------------------------------------- */

  var directory;
  var shards = new Map();

  /** What is in which file. */
  async function open_index() {
    if (!directory) {
      var read = await load('index');
      stamp = '?' + read.stamp;
      var group_of = [];
      var starts = [];
      numbers(read.texts, function (size) {
        starts.push(group_of.length);
        for (var at = 0; at < size; at++) group_of.push(starts.length - 1);
      });
      directory = { pages: read.pages, words: read.words, near: read.near, group_of: group_of, starts: starts };
    }
    return directory;
  }

  /** The place of the last text in a sorted list that is not after one; 0 if all are. */
  function last_before(list, text) {
    var low = 0;
    var high = list.length;
    while (high - low > 1) {
      var middle = (low + high) >> 1;
      if (compare(list[middle], text) <= 0) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Texts in the order of their characters, as the index has them, which is not that of UTF-16. */
  function compare(one, other) {
    if (one === other) return 0;
    for (var at = 0; ; at++) {
      var a = one.codePointAt(at);
      var b = other.codePointAt(at);
      if (a !== b) return (a === undefined ? -1 : a) - (b === undefined ? -1 : b);
    }
  }

  /** A file of words: the words in order, the list of each, and the words of each list. */
  async function shard(number) {
    if (!shards.has(number)) {
      var read = await load('words-' + number);
      var parts = read[0] ? read[0].split(' ') : [];
      var words = [];
      var list_of = [];
      var forms = [];
      for (var at = 0; at < parts.length; at += 2) {
        var list = Number(parts[at + 1]);
        words.push(parts[at]);
        list_of.push(list);
        (forms[list] = forms[list] || []).push(parts[at]);
      }
      shards.set(number, { words: words, list_of: list_of, forms: forms, lists: read[1].split(' ') });
    }
    return shards.get(number);
  }

  /** The pages of a list and how much each is about it. */
  function postings(of, number) {
    var list = of.lists[number];
    if (typeof list === 'string') {
      var pages = [];
      var weights = [];
      var page = 0;
      numbers(list, function (value) {
        page += Math.floor(value / WORTH.length);
        pages.push(page);
        weights.push(WORTH[value % WORTH.length]);
      });
      list = of.lists[number] = { pages: pages, weights: weights };
    }
    return list;
  }

  /** The words of the index that a term stands for: itself, and what begins with it if it is the one being typed. */
  async function matches(term, is_prefix) {
    var index = await open_index();
    var at = last_before(index.words, term);
    // A word may be in the file after the one that its beginning is in; two more are enough for what is being typed.
    var last = is_prefix ? Math.min(last_before(index.words, term + '\u{10ffff}'), at + 2) : at;
    var found = [];
    for (; at <= last; at++) {
      var of = await shard(at);
      var place = last_before(of.words, term);
      for (; place < of.words.length && found.length < MOST_FORMS; place++) {
        var word = of.words[place];
        if (word === term || is_prefix && word.startsWith(term)) {
          var part = word === term ? 1 : 0.4 + 0.4 * term.length / word.length;
          var number = of.list_of[place];
          found.push({ words: of.forms[number], part: part, list: postings(of, number) });
        } else if (compare(word, term) > 0) break;
      }
    }
    return found;
  }

  /** Words of the index that are near a mistyped one, the nearest and most frequent first. */
  async function near_words(term, most) {
    var index = await open_index();
    var letters = Array.from(term);
    var bucket = function (letter) { return letter ? letter.codePointAt(0) % index.near : 0; };
    var tried = new Set([bucket(letters[0]), bucket(letters[1])]);
    var found = [];
    var look = async function (buckets) {
      var texts = await Promise.all(buckets.map(function (it) { return load('near-' + it); }));
      texts.join(' ').replace(/(\D+?)(\d+)(?: |$)/g, function (_, word, often) {
        var far = distance(term, word.trim(), most);
        if (far <= most) found.push({ word: word.trim(), far: far, often: Number(often) });
      });
    };
    await look(Array.from(tried));
    if (!found.length) {
      var rest = [];
      for (var at = 0; at < index.near; at++) if (!tried.has(at)) rest.push(at);
      if (rest.length) await look(rest);
    }
    return found.sort(function (a, b) { return a.far - b.far || b.often - a.often || compare(a.word, b.word); });
  }

  /** How many letters of a word may be wrong. */
  function tolerance(term) {
    var length = Array.from(term).length;
    return IS_UNSPACED.test(term) || /\d/.test(term) || length < 4 ? 0 : length < 8 ? 1 : 2;
  }

  /** The pages that have all words, the best first; the words they have; and what was read for what. */
  async function find(text) {
    var index = await open_index();
    var wanted = terms(text);
    var total = new Float64Array(index.pages);
    var count = new Uint8Array(index.pages);
    var outcome = { terms: wanted, pages: [], words: new Set(), instead: [] };
    for (var number = 0; number < wanted.length; number++) {
      var term = wanted[number];
      var is_last = number === wanted.length - 1 && !/\s$/.test(text);
      var forms = await matches(term, is_last);
      var most = tolerance(term);
      if (!forms.length && most) {
        var near = await near_words(term, most);
        near = near.filter(function (it) { return it.far === near[0].far; }).slice(0, 3);
        for (var other of near) {
          for (var form of await matches(other.word, false)) {
            form.part = 0.5;
            forms.push(form);
          }
        }
        if (near.length) outcome.instead.push([term, near.map(function (it) { return it.word; })]);
      }
      var best = new Float64Array(index.pages);
      for (var it of forms) {
        it.words.forEach(outcome.words.add, outcome.words);
        var rare = Math.log(1 + index.pages / it.list.pages.length);
        for (var at = 0; at < it.list.pages.length; at++) {
          var page = it.list.pages[at];
          best[page] = Math.max(best[page], it.list.weights[at] * it.part * rare);
        }
      }
      for (var p = 0; p < best.length; p++) {
        if (best[p]) {
          total[p] += best[p];
          count[p] += 1;
        }
      }
    }
    for (var n = 0; wanted.length && n < total.length; n++) if (count[n] === wanted.length) outcome.pages.push(n);
    outcome.pages.sort(function (a, b) { return total[b] - total[a] || a - b; });
    return outcome;
  }

  /** What to try where nothing was found. */
  async function suggestions(outcome) {
    var found = [];
    for (var term of outcome.terms) {
      var known = (await matches(term, false)).length > 0;
      if (known && outcome.terms.length > 1) found.push(term);
      var most = Math.min(3, Array.from(term).length >> 1);
      if (!known && most && !IS_UNSPACED.test(term)) {
        found = found.concat((await near_words(term, most)).slice(0, 3).map(function (it) { return it.word; }));
      }
    }
    return Array.from(new Set(found)).slice(0, 6);
  }

  /* Words in context ----------------------------------------------------- */

  /** Where a text has the words: ranges in order that do not overlap. */
  function places(text, words, wanted) {
    var found = [];
    var pairs = wanted.filter(function (it) { return IS_UNSPACED.test(it); });
    each_word(text, function (word, from, to) {
      if (words.has(cut(word))) found.push([from, to]);
      else if (pairs.length && IS_UNSPACED.test(word)) {
        for (var pair of pairs) {
          for (var at = text.indexOf(pair, from); at >= 0 && at < to; at = text.indexOf(pair, at + 1)) {
            found.push([at, at + pair.length]);
          }
        }
      }
    });
    found.sort(function (a, b) { return a[0] - b[0]; });
    return found.reduce(function (joined, range) {
      var last = joined[joined.length - 1];
      if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
      else joined.push(range);
      return joined;
    }, []);
  }

  /** Adds a part of a text to an element, with its words marked. */
  function add_marked(to, text, ranges, from, end) {
    for (var range of ranges) {
      if (range[0] < from || range[1] > end) continue;
      to.append(text.slice(from, range[0]));
      var mark = document.createElement('mark');
      mark.textContent = text.slice(range[0], range[1]);
      to.append(mark);
      from = range[1];
    }
    to.append(text.slice(from, end));
  }

  /** Where to cut a text so that the most of its words are in about so many characters. */
  function window_of(text, ranges, length) {
    var best = 0;
    var most = 0;
    ranges.forEach(function (range, at) {
      var seen = new Set();
      for (var i = at; i < ranges.length && ranges[i][1] - range[0] < length; i++) {
        seen.add(fold(text.slice(ranges[i][0], ranges[i][1])));
      }
      if (seen.size > most) {
        most = seen.size;
        best = range[0];
      }
    });
    var from = best < 50 ? 0 : text.indexOf(' ', best - 50) + 1;
    if (from > best || from === 0 && best >= 50) from = best;
    var end = Math.min(text.length, from + length);
    if (end < text.length) end = Math.max(text.lastIndexOf(' ', end), from + length - 30);
    // Half a character would be none.
    if (/[\udc00-\udfff]/.test(text[end] || '')) end += 1;
    return [from, end];
  }

  /** The section of a page that says most of the words; the page itself where its title says them. */
  function best_section(page, outcome) {
    var score = function (section, at) {
      var heading = places(section[1], outcome.words, outcome.terms);
      var ranges = places(section[2], outcome.words, outcome.terms);
      var kinds = new Set(ranges.map(function (it) { return fold(section[2].slice(it[0], it[1])); }));
      heading.forEach(function (it) { kinds.add(fold(section[1].slice(it[0], it[1]))); });
      return { section: section, heading: heading, ranges: ranges,
        score: kinds.size * 10 + heading.length * 8 + Math.min(ranges.length, 5) + (at === 0 ? 2 : 0) };
    };
    var title = places(page[1], outcome.words, outcome.terms);
    var all = page[2].map(score);
    var best = all.reduce(function (a, b) { return b.score > a.score ? b : a; });
    if (title.length >= outcome.terms.length) best = all[0];
    return { title: title, best: best };
  }

  /* The dialog ----------------------------------------------------------- */

  var FIRST = 5;
  var dialog, input, list, status, more, opener, active = -1, turn = 0, outcome, listed, shown = 0, timer;

  function make(name, attributes, text) {
    var element = document.createElement(name);
    Object.entries(attributes || {}).forEach(function (it) { element.setAttribute(it[0], it[1]); });
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /** A label of the theme with what it is about. */
  function label(name, values) {
    return Object.entries(values || {}).reduce(function (text, it) {
      return text.split('{' + it[0] + '}').join(it[1]);
    }, words_of[name] || '');
  }

  function build() {
    dialog = make('dialog', { class: 'search-dialog', 'aria-label': label('title') });
    var bar = make('div', { class: 'search-bar' });
    input = make('input', { type: 'search', class: 'search-input', role: 'combobox', 'aria-label': label('title'),
      'aria-expanded': 'false', 'aria-controls': 'search--results', 'aria-autocomplete': 'list', autocomplete: 'off',
      autocapitalize: 'none', spellcheck: 'false', enterkeyhint: 'search', maxlength: '500' });
    var close = make('button', { type: 'button', class: 'search-close' }, label('close'));
    bar.append(input, close);
    status = make('p', { class: 'search-status', role: 'status' });
    list = make('div', { class: 'search-results', id: 'search--results', role: 'listbox', 'aria-label': label('results') });
    more = make('div', { class: 'search-more' });
    dialog.append(bar, status, list, more, key_switch());
    document.body.append(dialog);
    input.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(search, 60); });
    input.addEventListener('keydown', on_key);
    close.addEventListener('click', function () { dialog.close(); });
    dialog.addEventListener('click', function (event) { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      dialog.close();
    });
    dialog.addEventListener('close', function () {
      if (opener && opener.isConnected) opener.focus();
    });
    // A result on the page that is open leads there without a new page.
    list.addEventListener('click', function (event) { if (event.target.closest('a')) dialog.close(); });
  }

  /** A key without Ctrl or Alt can be pressed by mistake, or by speech: it can be turned off (WCAG 2.2, 2.1.4). */
  function key_switch() {
    var row = make('label', { class: 'search-key' });
    var box = make('input', { type: 'checkbox' });
    box.checked = key_is_on();
    box.addEventListener('change', function () {
      try {
        if (box.checked) localStorage.removeItem('handout-search-key');
        else localStorage.setItem('handout-search-key', 'off');
      } catch (refused) { /* It then holds on this page alone. */ }
      key_here = box.checked;
    });
    row.append(box, label('key'));
    return row;
  }

  var key_here;

  function key_is_on() {
    if (key_here !== undefined) return key_here;
    try {
      return localStorage.getItem('handout-search-key') !== 'off';
    } catch (refused) {
      return true;
    }
  }

  function open(text) {
    if (!dialog) build();
    if (!dialog.open) {
      opener = document.activeElement;
      dialog.showModal();
    }
    if (text) input.value = text;
    input.focus();
    input.select();
    search();
  }

  async function on_key(event) {
    var options = list.children;
    var steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.isComposing) return;
    if (Object.hasOwn(steps, event.key) && options.length) {
      event.preventDefault();
      choose((active + steps[event.key] + options.length + (active < 0 && steps[event.key] < 0 ? 1 : 0)) % options.length);
      if (active >= shown - 2) add_results();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // What is listed may still be for fewer letters than are typed.
      clearTimeout(timer);
      if (listed !== input.value) await search();
      var option = options[Math.max(active, 0)];
      if (option) option.click();
    }
  }

  function choose(at) {
    if (list.children[active]) list.children[active].setAttribute('aria-selected', 'false');
    active = at;
    var option = list.children[at];
    if (option) {
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', option.id);
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function clear() {
    list.replaceChildren();
    more.replaceChildren();
    input.setAttribute('aria-expanded', 'false');
    shown = 0;
    listed = '';
    choose(-1);
  }

  async function search() {
    var text = input.value;
    var mine = ++turn;
    try {
      if (!terms(text).length) {
        open_index();
        clear();
        status.textContent = '';
        return;
      }
      var found = await find(text);
      var near = found.pages.length ? [] : await suggestions(found);
      if (mine !== turn) return;
      outcome = found;
      clear();
      if (found.pages.length) await add_results();
      if (mine !== turn) return;
      listed = text;
      say(text.trim(), near);
    } catch (error) {
      if (mine !== turn) return;
      clear();
      status.textContent = label('failed');
    }
  }

  /** Tells how many there are, also to those who hear it. */
  function say(text, near) {
    var said = outcome.pages.length ? label('count', { count: outcome.pages.length }) : label('none', { query: text });
    outcome.instead.forEach(function (it) {
      if (outcome.pages.length) said += ' ' + label('instead', { query: it[0], words: it[1].join(', ') });
    });
    if (near.length) said += ' ' + label('near');
    status.textContent = said;
    near.forEach(function (word) {
      var button = make('button', { type: 'button', class: 'search-near', lang: folder }, word);
      button.addEventListener('click', function () { input.value = word; input.focus(); search(); });
      more.append(button);
    });
  }

  /** Shows the next results. Only their texts are loaded. */
  async function add_results() {
    var mine = turn;
    var of = outcome;
    var next = of.pages.slice(shown, shown + FIRST);
    shown += next.length;
    var groups = await Promise.all(next.map(function (page) { return load('text-' + directory.group_of[page]); }));
    if (mine !== turn || of !== outcome) return;
    next.forEach(function (page, at) {
      list.append(result(groups[at][page - directory.starts[directory.group_of[page]]]));
    });
    input.setAttribute('aria-expanded', String(list.children.length > 0));
    more.replaceChildren();
    if (shown < of.pages.length) {
      var button = make('button', { type: 'button', class: 'search-next' }, label('more'));
      button.addEventListener('click', async function () {
        var at = list.children.length;
        await add_results();
        input.focus();
        choose(at);
      });
      more.append(button);
    }
  }

  function result(page) {
    var found = best_section(page, outcome);
    var section = found.best.section;
    var option = make('a', { class: 'search-result', role: 'option', id: 'search--' + list.children.length, tabindex: '-1',
      'aria-selected': 'false', href: root + page[0] + section[0], lang: folder });
    var title = make('span', { class: 'search-title' });
    add_marked(title, page[1], found.title, 0, page[1].length);
    option.append(title);
    if (section[1]) {
      var heading = make('span', { class: 'search-heading' });
      add_marked(heading, section[1], found.best.heading, 0, section[1].length);
      option.append(' ', heading);
    }
    if (section[2]) {
      var text = make('span', { class: 'search-text' });
      var cut_at = window_of(section[2], found.best.ranges, 160);
      if (cut_at[0] > 0) text.append('… ');
      add_marked(text, section[2], found.best.ranges, cut_at[0], cut_at[1]);
      if (cut_at[1] < section[2].length) text.append(' …');
      option.append(' ', text);
    }
    return option;
  }

  /* Ways in -------------------------------------------------------------- */

  var is_typing = function (element) {
    return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  };

  document.addEventListener('keydown', function (event) {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!key_is_on() || is_typing(event.target) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    open('');
  });

  document.querySelectorAll('.search-form').forEach(function (form) {
    var field = form.querySelector('input');
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      open(field ? field.value : '');
    });
    if (field) field.addEventListener('click', function () { open(field.value); });
  });

  document.querySelectorAll('.search-open').forEach(function (link) {
    link.setAttribute('aria-haspopup', 'dialog');
    link.addEventListener('click', function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open('');
    });
  });

  // The form was sent before this script was there.
  var asked = new URLSearchParams(location.search).get('q');
  if (asked && document.querySelector('.a-to-z')) open(asked);
})();
