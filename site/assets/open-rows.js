// Draws institutions: a table that becomes a list on a phone, a part of the rows at a time.

import { day, element, say } from "./form-words.js";

/** How many rows are drawn at once. */
export const CHUNK = 50;

/** Make an empty table named by `title`; returns the table and its body. */
export function table(title) {
  const heads = ["open.name", "open.level", "open.direct"].map((key) => element("th", { scope: "col" }, say(key)));
  const body = element("tbody");
  const made = element("table", { class: "institution-rows" },
    element("caption", { class: "unseen" }, title), element("thead", {}, element("tr", {}, ...heads)), body);
  return { made, body };
}

/** Make the row of one institution. `titles` leads from a source's id to its title, `root` to the language's root. */
export function row(one, titles, root) {
  const name = element("th", { scope: "row", tabindex: "-1" }, element("span", { lang: "zh-Hans" }, one.name));
  if (one.sample) name.append(" ", element("span", { class: "sample-tag" }, say("open.sample-tag")));
  if (one.address) name.append(element("span", { class: "small", lang: "zh-Hans" }, one.address));
  const level = one.level ? say(`level.${one.level}`) : say("open.level-unknown");
  return element("tr", { "data-code": one.code }, name,
    element("td", { class: "level" }, level),
    element("td", { "data-label": say("open.direct") }, cares(one), more(one, titles, root)));
}

function cares(one) {
  if (!one.cares.length) return say("open.not-direct");
  return element("ul", {}, ...one.cares.map((care) => {
    const only = care === "chronic" && one.diseases.length;
    const item = element("li", {}, say(`care.${care}`));
    if (only) item.append(element("span", { class: "small" }, say("open.only", { list: one.diseases.map((id) => `disease.${id}`) })));
    return item;
  }));
}

function more(one, titles, root) {
  const source = element("a", { href: `${root}sources/#${one.source}` }, titles[one.source] ?? one.source);
  const facts = [
    ["open.code", one.code],
    ["open.since", one.since ? day(one.since) : say("open.since-unknown")],
    ["open.checked", day(one.checked)],
    ["open.source", source],
  ];
  const summary = element("summary", {}, say("open.row-more"), element("span", { class: "unseen", lang: "zh-Hans" }, one.name));
  return element("details", {}, summary, element("dl", { class: "facts" }, ...facts.map(([key, said]) => {
    return element("div", {}, element("dt", {}, say(key)), element("dd", {}, said));
  })));
}
