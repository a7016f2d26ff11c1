// Which papers a filing wants. All papers are on the page once; those that are wanted stand under their group, "one of these is
// enough", the rest are put away.

import { answer, offer, question } from "./form-fields.js";
import { isAgent } from "./form-who.js";
import { element, say } from "./form-words.js";

const intro = document.getElementById("papers-intro");
let drawn = "";

/** Ask for the papers of a type of filing: none where the letter stands in their place, and on top those of whoever files for others. */
export function renewWanted(term) {
  const field = question("/materials");
  const key = JSON.stringify([term.kind, term.materials, term.agent_materials]);
  if (key !== drawn) draw(field, term);
  drawn = key;
  const asked = Boolean(document.querySelector("[name=ask-letter]:not(:disabled)"));
  const proof = !asked || answer("ask-letter") === "no";
  const groups = [...field.querySelectorAll(".form-papers")];
  const wanted = groups.filter((group) => (group.dataset.rule === "materials" ? proof : isAgent()));
  for (const group of groups) offer(group, wanted.includes(group));
  const nothing = term.materials ? "papers.nothing" : "papers.unknown";
  intro.textContent = say(wanted.length ? "papers.intro" : nothing);
  intro.hidden = !proof && !wanted.length;
  field.hidden = document.getElementById("papers-how").hidden = !wanted.length;
}

function draw(field, term) {
  const box = field.querySelector("fieldset");
  const options = [...field.querySelectorAll("[data-option]")];
  const free = new Map(options.map((option) => [option.dataset.option, option]));
  box.append(...options);
  box.querySelectorAll(":scope > .form-papers").forEach((old) => old.remove());
  const rules = [["materials", term.materials ?? []], ["agent-materials", term.agent_materials ?? []]];
  const groups = rules.flatMap(([rule, wanted]) => wanted.map((ids) => [rule, ids]));
  box.append(...groups.map(([rule, ids], i) => group(rule, ids, i, free)).filter(Boolean));
  for (const option of options) offer(option, !free.has(option.dataset.option));
  for (const option of free.values()) option.querySelector("input").checked = false;
}

// A paper that an earlier group has asked for is not asked for again.
function group(rule, ids, i, free) {
  const left = ids.filter((id) => free.has(id));
  if (!left.length) return null;
  const words = `papers.${rule === "materials" ? "" : "agent-"}${left.length > 1 ? "any" : "one"}`;
  const legend = element("legend", {}, element("span", { class: "form-words" }, say(words)));
  const note = element("p", { class: "form-error", id: `papers-${i}-error`, hidden: "" });
  const attributes = { class: "form-field form-papers", "data-pointer": `papers-${i}`, "data-kind": "ticks", "data-rule": rule };
  const made = element("fieldset", { ...attributes, "data-any-of": JSON.stringify(ids) }, legend, note);
  for (const id of left) {
    made.append(free.get(id));
    free.delete(id);
  }
  return made;
}
