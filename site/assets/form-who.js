// Who files for whom: the reader says whose filing it is, the document has capacity and relation.

import { answer, question, setAnswer } from "./form-fields.js";
import { say } from "./form-words.js";

// What whoever files is to the insured person, by whose filing it is; for everybody else it is asked.
const RELATIONS = { child: "parent", parent: "child" };
const usual = new Map(["/filer/consent", "/insured"].map((pointer) => [pointer, wordsAt(pointer).textContent]));

/** Whether somebody else than the insured person files. */
export const isAgent = () => answer("/filer/capacity") === "agent";

/** Follow the answer to the question whose filing it is. */
export function renewWho() {
  const whose = answer("ask-for");
  setAnswer("/filer/capacity", { "": "", self: "self" }[whose] ?? "agent");
  relation(RELATIONS[whose]);
  // A certificate of birth is a child's: whoever files has another document.
  allow("/insured/document/kind", whose !== "self");
  allow("/filer/document/kind", false);
  words("/filer/consent", `who.consent.${whose}`, whose === "child");
  words("/insured", `who.insured.${whose}`, whose in RELATIONS);
}

// Where it follows from the answer it is not asked, but sent all the same.
function relation(known) {
  const field = question("/filer/relation");
  const select = field.querySelector("select");
  const settled = Object.values(RELATIONS);
  for (const option of select.options) option.hidden = option.disabled = settled.includes(option.value) && option.value !== known;
  if (known) select.value = known;
  else if (settled.includes(select.value)) select.value = "";
  field.hidden = Boolean(known);
}

function allow(pointer, allowed) {
  const select = question(pointer).querySelector("select");
  const option = select.querySelector("[value='birth-certificate']");
  option.hidden = option.disabled = !allowed;
  if (option.selected && !allowed) select.selectedIndex = 0;
}

function words(pointer, key, other) {
  wordsAt(pointer).textContent = other ? say(key) : usual.get(pointer);
}

function wordsAt(pointer) {
  const field = question(pointer);
  return field.querySelector(field.dataset.group ? ":scope > legend" : ".form-words");
}
