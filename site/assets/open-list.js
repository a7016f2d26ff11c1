// The list of a place's designated institutions: loaded, unpacked and filtered. Draws nothing.

import { plain } from "./finder-match.js";

/** The kinds of care, in the order of their bits in a row. */
export const CARES = ["inpatient", "outpatient", "chronic"];

/** Load the list of one place: { list, fold }, where `fold` makes of a text what is compared. Rejects when it cannot be had. `top` leads to the root of all languages. */
export async function loadList(top, code) {
  const answer = await fetch(`${top}institutions/${encodeURIComponent(code)}.json`);
  if (!answer.ok) throw new Error(`institutions of ${code}: ${answer.status}`);
  return unpack(await answer.json());
}

/** Turn what the build packed into institutions: { code, name, level, cares, since, checked, source, address, diseases, sample, found }. */
export function unpack({ sources, samples, folds, rows }) {
  const pairs = Array.from(folds).flatMap((character, i, all) => (i % 2 ? [] : [[character, all[i + 1]]]));
  const simple = new Map(pairs);
  const fold = (text) => Array.from(plain(text), (character) => simple.get(character) ?? character).join("");
  const list = rows.map(([code, name, level, cares, since, checked, source, address, diseases]) => ({
    code, name, level, since, checked, address, diseases,
    cares: CARES.filter((_, bit) => cares & (1 << bit)),
    source: sources[source],
    sample: samples.includes(sources[source]),
    found: fold(`${name}\n${address}\n${code}`),
  }));
  return { list, fold };
}

/** List the institutions that are open for every one of `cares` and have each word of `text` in name, address or code. */
export function matching({ list, fold }, cares, text) {
  const words = text.split(/[\s,，、]+/u).map(fold).filter(Boolean);
  return list.filter((one) => cares.every((care) => one.cares.includes(care)) && words.every((word) => one.found.includes(word)));
}

/** Read what an address asks for: ?place=3210&care=chronic,inpatient&q=…; what it may not ask for is left out. */
export function asked(address) {
  const wanted = new URLSearchParams(address);
  const cares = (wanted.get("care") ?? "").split(",");
  return { place: wanted.get("place") ?? "", cares: CARES.filter((care) => cares.includes(care)), text: wanted.get("q") ?? "" };
}

/** Write the address that asks for the same again. */
export function asking({ place, cares, text }) {
  const wanted = [["place", place], ["care", cares.join(",")], ["q", text.trim()]].filter(([, value]) => value);
  return `?${wanted.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&")}`;
}
