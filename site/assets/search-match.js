// Which parts of the guide fit a query. One rule serves every language: a word fits another that it begins, or with which it
// shares all but a short ending (документов, документы; 서류를, 서류는); Chinese fits where it stands.

// The page's own title stands behind each of its parts too, and counts less there.
const WEIGHTS = { title: 10, heading: 6, keywords: 6, text: 1 };
const TITLE_OF_A_PART = 3;
const HAN = /\p{Script=Han}/u;
const WORD = /[\p{L}\p{N}]+/gu;

/** Reduce a text to what is compared: no case, accents or forms of width. */
export function plain(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase();
}

/** Make the index ready: { entries: [[address, title, heading, keywords, text, pinyin]], fold: { traditional: simplified } }. */
export function prepare({ entries, fold }) {
  const simple = (text) => plain(text).replace(/\p{Script=Han}/gu, (one) => fold[one] ?? one);
  return {
    simple,
    entries: entries.map(([address, title, heading, keywords, text, pinyin]) => {
      const fields = Object.entries({ title, heading, keywords, text }).map(([name, field]) => {
        const said = simple(field);
        return { weight: name === "title" && heading ? TITLE_OF_A_PART : WEIGHTS[name], said, words: [...new Set(said.match(WORD) ?? [])] };
      });
      return { address, title, heading, text, pinyin, fields };
    }),
  };
}

/** List the entries that have at least half of a query, the best first; a word that few entries have says more than others. */
export function find({ entries, simple }, query, limit = 20) {
  const wanted = pieces(simple(query));
  const fits = wanted.map((piece) => entries.map((entry) => fit(entry, piece)));
  const worth = fits.map((column) => Math.log(1 + entries.length / (1 + column.filter(({ share }) => share).length)));
  const all = worth.reduce((sum, one) => sum + one, 0);
  const scored = entries.map((entry, row) => {
    const share = fits.reduce((sum, column, i) => sum + worth[i] * column[row].share, 0) / all;
    return { entry, share, score: share * fits.reduce((sum, column, i) => sum + worth[i] * column[row].score, 0) };
  });
  const best = scored.filter(({ share }) => share >= 0.5).sort((a, b) => b.score - a.score);
  return best.slice(0, limit).map(({ entry }) => entry);
}

/** Cut a query into words, each with its parts: Chinese is not spaced, so the browser cuts it as it knows the language. */
function pieces(query) {
  const cut = globalThis.Intl?.Segmenter ? new Intl.Segmenter("zh", { granularity: "word" }) : null;
  return (query.match(WORD) ?? []).map((whole) => {
    return { whole, parts: cut && HAN.test(whole) ? [...cut.segment(whole)].map(({ segment }) => segment) : [whole] };
  });
}

/** Say how well an entry fits a word: as it stands, or less well by its parts; `share` is how much of the word it has. */
function fit(entry, { whole, parts }) {
  const score = 2 * fitOne(entry, whole);
  if (score || parts.length === 1) return { score, share: Number(score > 0) };
  const scores = parts.map((part) => fitOne(entry, part) * part.length);
  const had = parts.reduce((sum, part, i) => sum + (scores[i] ? part.length : 0), 0);
  return { score: scores.reduce((sum, one) => sum + one, 0) / whole.length, share: had / whole.length };
}

function fitOne(entry, word) {
  const fields = entry.fields.map(({ weight, said, words }) => weight * (HAN.test(word) ? standing(said, word) : closest(words, word)));
  const sounded = /^[a-z]{3,}$/.test(word) && entry.pinyin.includes(word) ? WEIGHTS.heading : 0;
  return Math.max(sounded, ...fields) + fields.reduce((sum, one) => sum + one, 0) / 10;
}

const standing = (said, word) => (said === word ? 3 : said.startsWith(word) ? 2.5 : said.includes(word) ? 2 : 0);

const closest = (words, wanted) => words.reduce((best, word) => Math.max(best, alike(word, wanted)), 0);

function alike(word, wanted) {
  if (word === wanted) return 3;
  if (word.startsWith(wanted)) return 2;
  let shared = 0;
  while (shared < word.length && word[shared] === wanted[shared]) shared += 1;
  // A syllable of Korean says as much as two or three letters.
  const [stem, ending] = /\p{Script=Hangul}/u.test(wanted) ? [2, 2] : [4, 3];
  return shared >= stem && word.length - shared <= ending && wanted.length - shared <= ending ? (4 * shared >= 3 * wanted.length ? 2 : 1) : 0;
}
