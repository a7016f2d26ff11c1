// Applies a place's table (/forms/<code>.json) to the page: which choices there are, how many places, which papers, which letter.
// The table decides; nothing here knows a rule.

import { demand, form, offer, question, refresh, setAnswer } from "./form-fields.js";
import { element, language, pairs, say } from "./form-words.js";

const LONGEST = 5;
const page = document.getElementById("form-page");
// What a reader should know before starting, in this order; a rule that concerns some filings only is named with them.
const NEEDS = [
  ["materials"], ["letter", "long-term"], ["referring_hospital", "referred"], ["reach"], ["places_max"],
  ["validity"], ["change_lock", "long-term"], ["after_admission"],
];

/** Find the terms of a type of filing at a place. */
export const termOf = (table, kind) => table.types.find((term) => term.kind === kind);

/** Offer the schemes and types of a place. */
export function applyPlace(table) {
  choices("/scheme", table.schemes);
  choices("/type", table.types.map((term) => term.kind));
  setAnswer("/notice/id", table.notice.id);
  setAnswer("/notice/sha256", table.notice.sha256);
  setAnswer("/notice/language", language);
}

/** Offer what a type of filing at a place allows, and ask for what it wants. */
export function applyType(table, kind) {
  const term = termOf(table, kind);
  for (const part of form.querySelectorAll("[data-offer]")) offer(part, Boolean(term[part.dataset.offer]));
  // Where the place lets nobody else file than the family, whoever files says that they are of the family.
  offer(question("/filer/mutual_aid"), term.mutual_aid);
  demand(question("/filer/mutual_aid"), term.mutual_aid);
  for (const field of form.querySelectorAll("[data-pointer$='/until']")) offer(field, !term.open_ended);
  choices("/referral/level", ["1", "2", "3"].filter((level) => Number(level) >= (term.level_min ?? 1)));
  where(table, term);
  papers(term);
  letter(table, term);
  refresh();
}

// Where one may go, and to how many places; a finder that finds nothing says it again, since that is often the reason.
function where(table, term) {
  const reach = fact(table, term.kind, "reach") ? said(table, term.kind, "reach")[0] : "";
  const limit = say(term.places_max === null ? "where.limit-unknown" : "where.limit", { n: term.places_max ?? LONGEST });
  document.getElementById("where-reach").textContent = reach;
  document.getElementById("where-limit").textContent = limit;
  for (const input of form.querySelectorAll("[data-group='/treatments'] .finder input")) {
    input.dataset.none = say("where.none", { reach });
  }
}

/** How many places of treatment the form takes. */
export const placesMax = (table, kind) => termOf(table, kind).places_max ?? LONGEST;

/** Say which places of treatment a filing from here may name. */
export function reachable(table) {
  const near = table.reach === "cross-province" ? table.place.slice(0, 2) : table.place;
  return (place) => place.insures && !place.code.startsWith(near);
}

/** Put what one should know before starting into the page. */
export function showNeeds(table, kind, placeName) {
  const term = termOf(table, kind);
  const wanted = NEEDS.filter(([, only]) => !only || only === kind || only === term.group);
  const rows = wanted.map(([rule]) => [say(`rule-name.${rule}`), ...said(table, kind, rule)]);
  const lead = element("p", { class: "form-lead" }, say("needs.lead", { place: placeName, type: say(`type.${kind}`) }));
  const guide = `${page.dataset.base}places/${table.place}/`;
  const link = element("a", { href: guide, target: "_blank", rel: "noopener" }, say("needs.more", { place: placeName }));
  rows.push([say("needs.decided"), say("needs.decided.text")]);
  document.getElementById("needs").replaceChildren(lead, pairs(rows), element("p", {}, link));
}

/** Find the fact that holds for this form: the one for its channel, else the one for all. */
function fact(table, kind, rule) {
  const found = table.facts.filter((entry) => entry.rule === rule && entry.types.includes(kind));
  return found.find((entry) => entry.channel === page.dataset.channel) ?? found.find((entry) => !entry.channel);
}

/** Say what holds at a place for a type of filing, in a list of one sentence. */
export function said(table, kind, rule) {
  const known = fact(table, kind, rule);
  return [known ? say(known.key, known.params) : say("needs.unknown")];
}

/** Offer some of the answers of a question. */
export function choices(pointer, ids) {
  for (const option of question(pointer).querySelectorAll("[data-option]")) {
    offer(option, ids.includes(option.dataset.option));
    if (option.hidden) option.querySelector("input").checked = false;
  }
}

// All papers are on the page once. Those that are wanted stand under their group, "one of these is enough"; the rest are put away.
function papers(term) {
  const field = question("/materials");
  const box = field.querySelector("fieldset");
  const options = [...field.querySelectorAll("[data-option]")];
  const wanted = term.materials ?? [];
  const groups = wanted.map((ids, i) => paperGroup(ids, i, options));
  for (const option of options) offer(option, wanted.flat().includes(option.dataset.option));
  box.append(...options.filter((option) => option.hidden));
  box.querySelectorAll(":scope > .form-papers").forEach((old) => old.remove());
  box.append(...groups);
  for (const option of options.filter((each) => each.hidden)) option.querySelector("input").checked = false;
  const nothing = term.materials ? "papers.nothing" : "papers.unknown";
  document.getElementById("papers-intro").textContent = say(groups.length ? "papers.intro" : nothing);
  field.hidden = !groups.length;
}

function paperGroup(ids, i, options) {
  const legend = element("legend", {}, element("span", { class: "form-words" }, say(ids.length > 1 ? "papers.any" : "papers.one")));
  const note = element("p", { class: "form-error", id: `papers-${i}-error`, hidden: "" });
  const attributes = { class: "form-field form-papers", "data-pointer": `papers-${i}`, "data-kind": "ticks" };
  const group = element("fieldset", { ...attributes, "data-any-of": JSON.stringify(ids) }, legend, note);
  group.append(...ids.map((id) => options.find((option) => option.dataset.option === id)));
  return group;
}

function letter(table, term) {
  const id = term.letter?.letter ?? "";
  for (const text of form.querySelectorAll("[data-group='/letter'] [data-letter]")) text.hidden = text.dataset.letter !== id;
  setAnswer("/letter/id", id);
  setAnswer("/letter/sha256", table.letters[id] ?? "");
  setAnswer("/letter/language", language);
  if (!id) setAnswer("ask-letter", "");
}
