// The words of the page's language, which the page brings along, and dates and lists as that language writes them.

const words = JSON.parse(document.getElementById("words").textContent);
export const language = document.documentElement.lang;
const DAY = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Shanghai" });

/** Say whether there is a message. */
export const knows = (key) => key in words;

/** Return a message with its parameters; the key itself where there is no such message, so that a gap is seen. */
export function say(key, params = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in params ? written(params[name]) : whole));
}

/** Say whether every parameter that a message wants is given. */
export function canSay(key, params) {
  return knows(key) && [...words[key].matchAll(/\{(\w+)\}/g)].every(([, name]) => name in params);
}

/** Learn more words, which were fetched; the answer that brought them. */
export function learn(more) {
  return { ok: Object.assign(words, more) };
}

function written(value) {
  if (Array.isArray(value)) return value.map(either).join(say("list.comma"));
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? day(value) : String(value);
}

// "a|b" reads "a or b"; what is no message is a name.
const either = (entry) => entry.split("|").map((part) => (knows(part) ? say(part) : part)).join(say("list.either"));

/** Write a date such as 2026-11-21 in the page's language. */
export const day = (iso) => (Number.isNaN(Date.parse(iso)) ? iso : DAY.format(new Date(`${iso}T00:00:00Z`)));

/** Write a moment in the page's language, in China's time. */
export const moment = (iso) => MOMENT.format(new Date(iso));

/** Make an element with attributes and children; a child may be a text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Make a list of terms and what is said of them. */
export function pairs(rows, attributes = {}) {
  return element("dl", { class: "form-pairs", ...attributes }, ...rows.map(([term, ...said]) => {
    return element("div", {}, element("dt", {}, term), ...said.map((part) => element("dd", {}, part)));
  }));
}
