// The questions that a decision asks, and what they make of it. What was typed is kept until the decision is recorded.

import { ask as fetchJson } from "./api.js";
import { today } from "./china.js";
import { points } from "./desk-decide-points.js";
import { reasons } from "./desk-decide-reasons.js";
import { element, language, say } from "./form-words.js";

const LANGUAGES = { "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English", ko: "조선말", ru: "Русский" };
const { top } = document.getElementById("desk-page").dataset;
const kept = new Map();
const contracts = new Map();

/** What has been typed about a filing and not been recorded; `null` forgets it. It is in this page's memory only. */
export function drafts(number, value) {
  if (value === null) kept.delete(number);
  if (!kept.has(number)) kept.set(number, { action: "", points: new Map(), missing: [], by: "", papersDue: "", reason: "", note: "", noteLanguage: language });
  return kept.get(number);
}

/** Return the questions of an action: { parts, collect() -> { body, wrong } }. */
export async function questions(action, { file, draft }) {
  const rules = await rulesOf(file);
  const asked = {
    approve: () => [],
    "approve-on-commitment": () => [papersDue(draft, rules)],
    ask: () => [points(file, draft, rules), by(draft), note(draft)],
    refuse: () => [reasons(file, draft, rules), note(draft)],
    reopen: () => [note(draft, true)],
  }[action]();
  return {
    parts: asked.map(({ part }) => part),
    collect: () => ({ body: Object.assign({}, ...asked.map(({ value }) => value())), wrong: asked.flatMap(({ wrong }) => wrong?.() ?? []) }),
  };
}

/** The place's contract of today: what it says of this type, of reasons and of sources. */
async function rulesOf({ place, type }, name = place) {
  if (!contracts.has(name)) contracts.set(name, await fetchJson(`${top}contracts/${name}.json`, {}));
  const contract = contracts.get(name).ok;
  if (!contract) contracts.delete(name);
  const until = contract?.["x-until"];
  if (until && until <= today()) return rulesOf({ place, type }, `${place}.${until}`);
  return {
    terms: contract?.["x-checks"]?.[type] ?? {},
    reasons: contract?.["x-reasons"]?.[type] ?? {},
    sources: contract?.["x-sources"] ?? {},
    materials: contract?.properties.materials.items.properties.material.enum ?? [],
  };
}

function dayField(draft, name, label, hint) {
  const id = `decide-${name}`;
  const input = element("input", { type: "date", id, min: today(), "aria-describedby": `${id}-hint` });
  input.value = draft[name];
  input.addEventListener("input", () => (draft[name] = input.value));
  const part = element("div", { class: "form-field" }, element("label", { for: id }, label), element("p", { class: "form-hint", id: `${id}-hint` }, hint), input);
  const wrong = () => (draft[name] && draft[name] >= today() ? [] : [say("desk-decide.by.needed")]);
  return { part, wrong };
}

function by(draft) {
  return { ...dayField(draft, "by", say("desk-decide.by"), say("desk-decide.by.hint")), value: () => ({ by: draft.by }) };
}

function papersDue(draft, { terms }) {
  const days = terms.papers_due_days;
  if (!draft.papersDue && days) draft.papersDue = new Date(Date.parse(today()) + days * 86_400_000).toISOString().slice(0, 10);
  const hint = days ? say("desk-decide.papers-due.rule", { days }) : say("desk-decide.papers-due.none");
  return { ...dayField(draft, "papersDue", say("desk-decide.papers-due"), hint), value: () => ({ papers_due: draft.papersDue }) };
}

function note(draft, needed = false) {
  const text = element("textarea", { id: "decide-note", rows: "4", maxlength: "2000", "aria-describedby": "decide-note-hint", lang: draft.noteLanguage });
  text.value = draft.note;
  text.addEventListener("input", () => (draft.note = text.value));
  const choice = element("select", { id: "decide-note-language" }, ...Object.entries(LANGUAGES).map(([code, name]) => element("option", { value: code, lang: code }, name)));
  choice.value = draft.noteLanguage;
  choice.addEventListener("change", () => {
    draft.noteLanguage = text.lang = choice.value;
  });
  const optional = needed ? [] : [" ", element("span", { class: "form-optional" }, say("form.optional"))];
  const part = element("div", { class: "form-field" },
    element("label", { for: "decide-note" }, say("desk-decide.note"), ...optional), element("p", { class: "form-hint", id: "decide-note-hint" }, say("desk-decide.note.hint")), text,
    element("label", { for: "decide-note-language", class: "decide-small" }, say("desk-decide.note.language")), choice);
  return {
    part,
    value: () => (draft.note.trim() ? { note: { text: draft.note.trim(), language: draft.noteLanguage } } : {}),
    wrong: () => (needed && !draft.note.trim() ? [say("desk-decide.note.needed")] : []),
  };
}
