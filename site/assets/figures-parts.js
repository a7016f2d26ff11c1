// What the desk's figures and the public ones share: numbers, times and months in the page's language.

import { language, say } from "./form-words.js";

const NUMBER = new Intl.NumberFormat(language);
const TENTH = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const MONTH = new Intl.DateTimeFormat(language, { year: "numeric", month: "long", timeZone: "UTC" });
const SHORT = new Intl.DateTimeFormat(language, { year: "2-digit", month: "numeric", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat(language, { month: "numeric", day: "numeric", timeZone: "UTC" });

/** Write a count. */
export const number = (n) => NUMBER.format(n);

/** Write how long something took, in hours or, from two days on, in days; nothing of null. */
export function took(hours) {
  if (hours === null) return say("desk-figures.nothing");
  if (hours < 1) return say("figures.hours.none");
  return hours < 48 ? say("figures.hours", { n: hours }) : say("figures.days", { n: TENTH.format(hours / 24) });
}

/** Write a month such as 2026-10, whole or short. */
export const month = (written) => MONTH.format(new Date(`${written}-01T00:00:00Z`));
export const shortMonth = (written) => SHORT.format(new Date(`${written}-01T00:00:00Z`));

/** Write a day such as 2026-10-31 as short as can be. */
export const shortDay = (written) => DAY.format(new Date(`${written}T00:00:00Z`));

/** Write a sentence's first letter large where the language has large letters. */
export const capital = (words) => words.slice(0, 1).toLocaleUpperCase(language) + words.slice(1);

// A reason says what it is and then what to do about it; here only the first is wanted.
const firstSentence = (words) => words.match(/^.*?(?:[.](?=\s|$)|。|$)/)[0].replace(/[.。]$/, "");

/** Name what a count is of: a kind, a channel, a decision, a reason. */
export function named(what, id) {
  if (what === "types") return capital(say(`type.${id}`));
  if (what === "channels") return capital(say(`channel.${id}`));
  if (what === "decisions") return capital(say(`status.${id}`));
  if (what === "reasons") return capital(id === "other" ? say("figures.reason.other") : firstSentence(say(`reason.${id}`)));
  return capital(say(`figures.${id}`));
}
