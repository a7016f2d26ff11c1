// Applies a place's table (/forms/<code>.json) to the page: which choices there are, how many places, which papers, which letter.
// The table decides; nothing here knows a rule.

import { demand, form, offer, question, setAnswer } from "./form-fields.js";
import { showAfter } from "./form-after.js";
import { renewQuestions } from "./form-renew.js";
import { shownVersion } from "./form-texts.js";
import { element, language, pairs, say } from "./form-words.js";

const LONGEST = 5;
const page = document.getElementById("form-page");
// What a reader should know before starting, in this order; a rule that concerns some filings only is named with them.
const NEEDS = [
  ["materials"], ["letter", "long-term"], ["papers_due", "long-term"], ["for_others"], ["agent_materials"], ["referring_hospital", "referred"],
  ["reach"], ["places_max"], ["validity"], ["change_lock", "long-term"], ["after_admission"],
];
// Told where it is recorded; that it is not need not trouble everybody.
const IF_RECORDED = ["papers_due", "for_others", "agent_materials"];

/** Find the terms of a type of filing at a place. */
export const termOf = (table, kind) => table.types.find((term) => term.kind === kind);

/** Offer the schemes and types of a place. */
export function applyPlace(table) {
  choices("/scheme", table.schemes);
  choices("/type", table.types.map((term) => term.kind));
  setAnswer("/notice/id", table.notice.id);
  setAnswer("/notice/sha256", shownVersion(table.notice.id));
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
  showAfter(table, fact(table, kind, "after_admission"));
  letter(term);
  renewQuestions(term);
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
export const reachable = (table) => (place) => place.insures && farEnough(table)(place.code);

/** Say whether a place, by its code, is far enough away for a filing from here. */
export function farEnough(table) {
  const near = table.reach === "cross-province" ? table.place.slice(0, 2) : table.place;
  return (code) => !code.startsWith(near);
}

/** Put what one should know before starting into the page. */
export function showNeeds(table, kind, placeName) {
  const term = termOf(table, kind);
  const wanted = NEEDS.filter(([, only]) => !only || only === kind || only === term.group);
  const told = wanted.filter(([rule]) => !IF_RECORDED.includes(rule) || fact(table, kind, rule));
  const rows = told.map(([rule]) => [say(`rule-name.${rule}`), ...said(table, kind, rule)]);
  const lead = element("p", { class: "form-lead" }, say("needs.lead", { place: placeName, type: say(`type.${kind}`) }));
  const guide = `${page.dataset.base}places/${table.place}/`;
  const link = element("a", { href: guide, target: "_blank", rel: "noopener" }, say("needs.more", { place: placeName }));
  const soon = fact(table, kind, "decision_time") ? said(table, kind, "decision_time")[0] : say("needs.decided.unknown");
  rows.push([say("needs.decided"), say("needs.decided.text", { soon })]);
  const blank = `${page.dataset.base}print/${table.ruler}/${kind}/?place=${table.place}`;
  const print = element("a", { href: blank, target: "_blank", rel: "noopener" }, say("needs.print"));
  document.getElementById("needs").replaceChildren(lead, pairs(rows), element("p", {}, link), element("p", {}, print));
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

function letter(term) {
  const id = term.letter?.letter ?? "";
  for (const text of form.querySelectorAll("[data-group='/letter'] [data-letter]")) text.hidden = text.dataset.letter !== id;
  setAnswer("/letter/id", id);
  setAnswer("/letter/sha256", shownVersion(id));
  setAnswer("/letter/language", language);
  if (!id) setAnswer("ask-letter", "");
}
