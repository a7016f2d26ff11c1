// Which parts of a filing an action may touch, and which of them the reader takes up. A part is a whole member of the document:
// nobody but the insured place can read the old one, so that the new one takes its place altogether.

import { today } from "./china.js";
import { demand, form, offer, question, setAnswer } from "./form-fields.js";
import { applyType, choices, placesMax, said } from "./form-place.js";
import { limitTreatments } from "./form-treatments.js";
import { element, say } from "./form-words.js";
import { why } from "./status-ways.js";
import { noteOf, pointList, pointName, pointWhat, untilWhen } from "./told.js";

const ticks = document.getElementById("amend-parts");
const parts = [...form.querySelectorAll("[data-part]")];
// What these two are about; the others say in the status document which members of the filing they may replace.
const ABOUT = { "add-papers": ["materials"], renew: ["until"] };
// What not every kind of filing has.
const WHERE = {
  referral: (term) => term.kind === "referred",
  admission: (term) => term.retroactive,
  letter: (term) => Boolean(term.letter),
  materials: (term) => Boolean(term.materials?.length),
};

/** Let the papers be handed in that an officer has asked for, also where the place's table asks nobody of this kind for them. */
export function admit(term, asked) {
  const wanted = (asked?.points ?? []).flatMap(({ material }) => material ?? []);
  const known = [...(term.materials ?? []), ...(term.agent_materials ?? [])].flat();
  const more = [...new Set(wanted)].filter((id) => !known.includes(id));
  if (more.length) term.materials = [...(term.materials ?? []), ...more.map((id) => [id])];
}

/** Draw the questions as the place and the kind of filing have them, with the dates that are known. */
export function prepare(table, term, filing, action) {
  choices("/scheme", table.schemes);
  applyType(table, term.kind);
  limitTreatments(placesMax(table, term.kind));
  const [start] = filing.starts;
  // Another place is gone to from today; a start that has passed stays what it was only where it is corrected.
  const anew = action === "change" && start < today();
  setAnswer("/treatments/0/from", anew ? today() : start);
  if (!anew) document.getElementById("treatments-0-from-hint").textContent = say("amend.from.hint");
  demand(question("/contact/address"), filing.status === "approved-on-commitment");
  // What is brought later comes on top: not every group of papers has to be there again.
  for (const group of form.querySelectorAll("[data-any-of]")) group.removeAttribute("data-any-of");
  const months = term.months_exact ?? term.months_min;
  if (months) setAnswer("/until", later(today(), months));
  document.getElementById("amend-validity").textContent = said(table, term.kind, "validity")[0];
}

// The same day some months later, or the last day of a month that is too short.
function later(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

/** Say which parts are taken up from the start; none where the reader chooses. */
export function settled({ action }, { asked }, term) {
  const tops = (asked?.points ?? []).map(({ pointer }) => pointer.split("/")[1]);
  return possible(ABOUT[action] ?? tops, term);
}

function possible(names, term) {
  return parts.map((part) => part.dataset.part).filter((name) => names.includes(name) && (WHERE[name]?.(term) ?? true));
}

/** Ask which parts to take up; `entry` is what the status document says of the action. */
export function offerParts(entry, term) {
  choices("amend-parts", possible([...entry.members, "materials"], term));
  const note = document.getElementById("amend-locked");
  note.hidden = !entry.rule;
  note.textContent = entry.rule ? why(entry) : "";
  ticks.hidden = false;
}

/** Say first what the officer asked for, in the words of the status page, and mark each where it is asked. */
export function showAsked({ points, by, note }, lead) {
  const list = pointList(points, (point) => {
    const field = question(point.pointer);
    if (!field?.closest("[data-part]")) return element("span", {}, element("strong", {}, pointName(point)), " ", say("amend.asked.not-here"));
    const link = element("a", { href: `#${field.id}` }, pointName(point));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      lead(field);
    });
    mark(paperOf(field, point) ?? field, point);
    return link;
  });
  const box = document.getElementById("amend-asked");
  box.replaceChildren(element("p", {}, say("amend.asked")), list, ...noteOf(note), untilWhen(by));
  box.hidden = false;
  ticks.hidden = true;
}

// The answer that stands for a paper; it is ticked, because that is what the reader has come for.
function paperOf(field, { material }) {
  const option = material && field.querySelector(`[data-option="${CSS.escape(material)}"]`);
  if (!option || option.hidden) return null;
  const box = option.querySelector("input");
  if (!box.checked) box.click();
  return option;
}

function mark(field, point) {
  const words = element("p", { class: "amend-wanted" }, say("amend.asked.mark"), say("colon"), pointWhat(point));
  if (field.matches("fieldset")) field.querySelector("legend").after(words);
  else field.prepend(words);
}

/** The parts that are ticked. */
export const ticked = () => [...ticks.querySelectorAll("input:checked:not(:disabled)")].map((input) => input.value);

/** Ask the questions of some parts and of no others. */
export function takeUp(chosen) {
  for (const part of parts) offer(part, chosen.includes(part.dataset.part));
}

/** Say whether a step has a question to ask. */
export const isAsked = (step) => Boolean(step.querySelector("[data-part]:not(:disabled)"));
