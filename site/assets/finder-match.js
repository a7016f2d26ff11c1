// Which places a typed text may mean. Nothing here knows the page.
//
// A place is { code, name, pinyin, also, initials, insures }, with `home` its province where it has one. Names stand in all
// languages: the page's own in `name`, the others in `also`. The text may be a name in any of them, with or without marks,
// hyphens and spaces; pinyin or its first letters; a code of 2, 4 or 6 digits. Where nothing fits, it is read more freely.

const LIMIT = 8;
const NONE = 5;
const UNSAID = /[\u0300-\u036f\s'’ʼ‘`´·.,，()-]/g;
// South Korea writes 요녕 and 영하 where China's Koreans write 료녕 and 녕하. Letters are apart after NFKD, vowels at the end.
const SOUTHERN = [[/^\u1105(?=[\u1163\u1164\u1167\u1168\u116d\u1172\u1175])/, "\u110b"], [/^\u1102(?=[\u1167\u116d\u1172\u1175])/, "\u110b"], [/^\u1105/, "\u1102"]];
const IDEOGRAPHS = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3]/;
const KIND = /(?:自治[区區州县縣]|地[区區]|林[区區]|[省市盟县縣州]|자치[구주현]|지구|림구|[성시맹현])$/;
const ASIDE = /^(?:city|province|prefecture|county|shi|sheng|г|в|во|из|на|(?:город|провинц|округ|уезд|аимак)\p{L}{0,3})$/u;
// Without marks: й has become и, ё е. The name of a place is compared from its beginning, so the rest of an ending may stay.
const CASE = /(?:ск(?:ии|ая|ое|ие|ого|ому|им|ом|ои|ую|их)|ого|ому|ыми|ими|ами|ями|еи|ои|ыи|ии|ая|яя|ом|ем|ым|им|ам|ям|ах|ях|ою|ею|[аеиоуыэюяь])$/;
const keys = new WeakMap();

/** Reduce a text to what is compared: no marks, spaces, hyphens or case; Korean as South Korea begins a word. */
export function plain(text) {
  const letters = text.normalize("NFKD").replace(UNSAID, "").toLowerCase();
  return SOUTHERN.reduce((word, [from, to]) => word.replace(from, to), letters);
}

/** List the places that a text may mean, the likeliest first, at most `limit`. */
export function matchPlaces(places, text, limit = LIMIT) {
  const wanted = codeOf(plain(text));
  if (!wanted) return [];
  const found = ranked(places, (place) => rank(place, wanted)).filter(([best]) => best < NONE);
  if (found.length) return found.slice(0, limit).map(([, place]) => place);
  const free = ranked(places, IDEOGRAPHS.test(wanted) ? (place) => rankJoined(place, whole(text)) : rankWords(text));
  return free.filter(([best]) => best < NONE && best === free[0][0]).slice(0, limit).map(([, place]) => place);
}

/** A code without the zeros that fill it up (321000 is 3210); anything else as it is. */
function codeOf(wanted) {
  let code = wanted;
  while (/^\d{4,12}$/.test(code) && code.length % 2 === 0 && code.endsWith("00")) code = code.slice(0, -2);
  return code;
}

function ranked(places, measure) {
  const found = places.map((place) => [measure(place), place]);
  return found.sort(([a, one], [b, other]) => a - b || one.code.localeCompare(other.code));
}

function rank(place, wanted) {
  const names = namesOf(place).plain;
  if (place.code === wanted || names.includes(wanted)) return 0;
  if (place.initials.includes(wanted)) return 1;
  if (names.some((name) => name.startsWith(wanted)) || place.code.startsWith(wanted)) return 2;
  if (place.initials.some((letters) => letters.startsWith(wanted))) return 3;
  // The code of a district or county lies within that of its city.
  if (/^\d{6}$/.test(wanted) && place.insures && wanted.startsWith(place.code)) return 3;
  return wanted.length > 1 && names.some((name) => name.includes(wanted)) ? 4 : NONE;
}

/** Chinese and Korean written together: 江苏扬州, 강소성 양주시, 北京市朝阳区; 襄樊市 where only 襄樊 is a name. */
function rankJoined(place, wanted) {
  const homes = place.home ? namesOf(place.home).whole.map((name) => common(name, wanted)) : [];
  const own = namesOf(place).whole;
  for (const length of new Set(homes.filter((shared) => shared > 1 && shared < wanted.length))) {
    if (fits(own, wanted.slice(length))) return 0;
  }
  return fits(own, wanted) ? 1 : NONE;
}

function fits(names, wanted) {
  return names.some((name) => name.startsWith(wanted) || (IDEOGRAPHS.test(name) && startsWithStem(wanted, name.replace(KIND, ""))));
}

function startsWithStem(wanted, stem) {
  return stem.length > 1 && wanted.startsWith(stem);
}

function common(one, other) {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/** Words of a language that has spaces, in any case and order, with what kind of place it is and its province: г. Харбин. */
function rankWords(text) {
  const stems = words(text).filter((word) => !ASIDE.test(word)).map(stem);
  return (place) => {
    const own = namesOf(place).words;
    const home = place.home ? namesOf(place.home).words : [];
    const has = (list, wanted) => list.some((word) => word.startsWith(wanted));
    const mine = stems.filter((wanted) => has(own, wanted));
    if (!mine.length || !stems.every((wanted) => mine.includes(wanted) || has(home, wanted))) return NONE;
    return namesOf(place).plain.some((name) => mine.some((wanted) => name.startsWith(wanted))) ? 0 : 1;
  };
}

function stem(word) {
  const cut = word.replace(CASE, "");
  return cut.length < 3 ? word : cut;
}

function words(text) {
  return text.split(/[\s,.()（）-]+/).map(plain).filter(Boolean);
}

function whole(text) {
  return plain(text).normalize("NFC");
}

/** A place's names in the three ways they are compared, worked out once. */
function namesOf(place) {
  if (!keys.has(place)) {
    const names = [place.name, place.pinyin, ...place.also];
    keys.set(place, { plain: names.map(plain), whole: names.map(whole), words: names.flatMap(words) });
  }
  return keys.get(place);
}
