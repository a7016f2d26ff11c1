// Why a filing is refused: a reason of the vocabulary, as the person will read it, with the rule and the source behind it.

import { ask as fetchJson } from "./api.js";
import { element, knows, language, say } from "./form-words.js";

const ENDONYMS = { "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English", ko: "조선말", ru: "Русский" };
const { top } = document.getElementById("desk-page").dataset;
let told = null;

/** Ask for the reason. */
export function reasons(file, draft, rules) {
  const known = Object.keys(rules.reasons).filter((id) => id !== "correction-unanswered" && knows(`reason.${id}`));
  const options = known.map((id) => element("option", { value: id }, begin(say(`reason.${id}`))));
  const choice = element("select", { id: "decide-reason" }, element("option", { value: "" }, say("desk-decide.points.choose")), ...options);
  choice.value = draft.reason;
  const more = element("div", { class: "decide-reason", "aria-live": "polite" });
  const renew = async () => {
    draft.reason = choice.value;
    const parts = choice.value ? await explained(choice.value, file, rules) : [];
    if (draft.reason === choice.value) more.replaceChildren(...parts);
  };
  choice.addEventListener("change", renew);
  renew();
  const part = element("div", { class: "form-field" }, element("label", { for: "decide-reason" }, say("desk-decide.reason")), choice, more);
  return { part, value: () => ({ reason: draft.reason }), wrong: () => (draft.reason ? [] : [say("desk-decide.reason.needed")]) };
}

// The first sentence says what is wrong; what to do about it follows.
const begin = (text) => text.match(/^.*?[。.;；](?=\s|$|[^\d])/)?.[0].replace(/[。.;；]$/, "") ?? text;

async function explained(id, file, rules) {
  const theirs = file.document?.notice?.language ?? language;
  const written = theirs === language ? say(`reason.${id}`) : (await words())?.[theirs]?.[id] ?? say(`reason.${id}`);
  const parts = [element("h4", {}, say("desk-decide.reason.told", { language: ENDONYMS[theirs] ?? theirs })), element("blockquote", { lang: theirs }, written)];
  if (theirs !== language) parts.push(element("p", { class: "decide-own" }, say(`reason.${id}`)));
  return [...parts, ...basis(rules.reasons[id], rules.sources)];
}

async function words() {
  told ??= await fetchJson(`${top}words/reasons.json`, {});
  const { ok } = told;
  if (!ok) told = null;
  return ok;
}

function basis({ rule, sources = [] }, known) {
  if (!rule) return [element("p", {}, say("desk-decide.reason.no-rule"))];
  const name = say(knows(`rule-name.${rule}`) ? `rule-name.${rule}` : rule);
  const said = [element("h4", {}, say("desk-decide.reason.rule")), element("p", {}, element("strong", {}, name))];
  if (!sources.length) return [...said, element("p", { class: "form-warning" }, say("desk-decide.reason.no-source"))];
  return [...said, ...sources.map((id) => element("p", {}, link(known[id], id)))];
}

function link(source, id) {
  const title = source?.title[language] ?? source?.title["zh-Hans"] ?? id;
  return source?.address ? element("a", { href: source.address, target: "_blank", rel: "noopener noreferrer" }, title) : title;
}
