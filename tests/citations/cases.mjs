// What `oracle.mjs` compares: the citations of a guide, and where Handout differs from citeproc-js for a reason.

/** The keys of `kinds.json`, in the order in which the guide cites them. */
export const KEYS = [
  'morton2009', 'ahead2026', 'becker2016', 'electronic2020', 'lawrence2021', 'walker2023', 'wambach2019', 'nice2021',
  'who2003', 'leaflet2019', 'nhs2024', 'nhs2024b', 'nodate', 'jones2012', 'kent2015', 'newsbbc', 'magazine2018',
  'stanford2010', 'equality2010', 'ons2022', 'preprint2025',
];

const cite = (...items) => ({ isSentence: false, items });
const sentence = (item) => ({ isSentence: true, items: [item] });
const page = (id, locator, more) => ({ id, locator, label: 'page', ...more });

/** The citations, in the order of the page. */
export const CITATIONS = [
  // Each source alone.
  ...KEYS.map((id) => cite({ id })),
  // A place in a source.
  cite(page('morton2009', '760')),
  cite(page('morton2009', '757-764')),
  cite({ id: 'lawrence2021', locator: '2', label: 'chapter' }),
  cite({ id: 'nice2021', locator: '1.4', label: 'section' }),
  // Several in one.
  cite({ id: 'morton2009' }, { id: 'ahead2026' }, { id: 'becker2016' }),
  cite({ id: 'jones2012' }, { id: 'lawrence2021' }, { id: 'morton2009' }),
  cite({ id: 'nhs2024' }, { id: 'nhs2024b' }),
  cite(page('kent2015', '12'), page('wambach2019', '300')),
  // The same again, and again elsewhere in it.
  cite({ id: 'jones2012' }),
  cite({ id: 'jones2012' }),
  cite(page('jones2012', '8')),
  cite(page('jones2012', '8')),
  // Words around it.
  cite(page('lawrence2021', '33', { prefix: 'see', suffix: ' and more' })),
  cite({ id: 'nice2021', prefix: 'see' }, { id: 'who2003', prefix: 'also' }),
  // Without its author.
  cite({ id: 'morton2009', isBare: true }),
  cite(page('becker2016', '4', { isBare: true })),
  cite({ id: 'nhs2024', isBare: true }),
  // In a sentence.
  sentence({ id: 'morton2009' }),
  sentence(page('lawrence2021', '12')),
  sentence({ id: 'ahead2026' }),
  sentence({ id: 'nhs2024' }),
  sentence({ id: 'walker2023' }),
  sentence({ id: 'equality2010' }),
  sentence({ id: 'nodate' }),
];

const CASE = 'The standard lists the small words of a title. citeproc-js has more of them, such as “after” and “before”, which the'
  + ' 18th edition of Chicago has with a capital.';
const INSIDE = 'A name with a capital or a full stop inside is not the same everywhere. The standard says nothing of it.';
const WORDS = 'A comma would not separate two sources with words of the author around them.';

/** Where Handout says something else: in which styles, about which source, instead of what, and why. */
export const EXCEPTIONS = [
  { styles: ['chicago-notes'], key: 'ahead2026', theirs: 'Expression after a', ours: 'Expression After a', why: CASE },
  { styles: ['chicago-notes'], key: 'magazine2018', theirs: 'Milk before Birth', ours: 'Milk Before Birth', why: CASE },
  { styles: ['chicago-notes'], key: 'preprint2025', theirs: 'Warmth before', ours: 'Warmth Before', why: CASE },
  { styles: ['chicago-notes'], key: 'preprint2025', theirs: 'Preprint. medRxiv', ours: 'Preprint. MedRxiv', why: INSIDE },
  { styles: ['apa', 'chicago-notes'], key: 'nhs2024', theirs: 'Nhs.Uk', ours: 'Nhs.uk', why: INSIDE },
  { styles: ['handout'], key: 'nice2021', theirs: 'see 8, also 9', ours: 'see 8; also 9', why: WORDS },
  { styles: ['american-medical-association', 'nlm-citation-sequence'], key: 'nice2021', theirs: 'see 8,also 9', ours: 'see 8; also 9', why: WORDS },
];
