// The places of treatment: one block is shown, more on request up to the place's limit.

import { today } from "./china.js";
import { say } from "./form-words.js";
import { answer, form, offer, setAnswer } from "./form-fields.js";
import { unmark } from "./form-errors.js";

const blocks = [...form.querySelectorAll("[data-group='/treatments']")];
const MEMBERS = ["place", "from", "until"];
const add = document.getElementById("where-add");
const said = document.getElementById("form-said");
let limit = blocks.length;

const used = () => blocks.filter((block) => !block.hidden).length;
const input = (i) => document.getElementById(`treatments-${i}-place`);

/** How many blocks are shown. */
export const usedTreatments = used;

/** Set how many places may be named; blocks above that number are taken away. Returns the names of the places that were in them. */
export function limitTreatments(most) {
  limit = Math.min(most, blocks.length);
  const gone = blocks.map((_, i) => i).slice(limit).flatMap(taken);
  draw();
  return gone;
}

function taken(i) {
  const name = blocks[i].hidden ? "" : input(i).value.trim();
  clear(i);
  return name ? [name] : [];
}

/** Start with today's date, and forget places whose codes do not fit any more; returns their names. */
export function startTreatments(fits) {
  const gone = blocks.flatMap((_, i) => {
    const [code, name] = [answer(`/treatments/${i}/place`), input(i).value.trim()];
    if (code && fits(code)) return [];
    setAnswer(`/treatments/${i}/place`, "");
    input(i).value = "";
    return code ? [name] : [];
  });
  if (!answer("/treatments/0/from")) setAnswer("/treatments/0/from", today());
  return gone;
}

/** Show as many blocks as there were answers kept for, at least one. */
export function showTreatments(number) {
  blocks.forEach((block, i) => i && offer(block, i < Math.min(number, limit)));
  draw();
}

add.addEventListener("click", () => {
  const i = used();
  offer(blocks[i], true);
  setAnswer(`/treatments/${i}/from`, answer(`/treatments/${i - 1}/from`) || today());
  draw();
  said.textContent = say("where.added", { n: i + 1 });
  input(i).focus();
});

form.addEventListener("click", (event) => {
  const removed = Number(event.target.dataset.remove);
  if (!removed) return;
  const last = used() - 1;
  // What stands behind moves up, so that there is no gap.
  for (let i = removed; i < last; i++) copy(i + 1, i);
  clear(last);
  unmark(blocks[0]);
  draw();
  said.textContent = say("where.removed");
  input(removed - 1).focus();
});

function copy(from, to) {
  for (const member of MEMBERS) setAnswer(`/treatments/${to}/${member}`, answer(`/treatments/${from}/${member}`));
  input(to).value = input(from).value;
}

function clear(i) {
  for (const member of MEMBERS) setAnswer(`/treatments/${i}/${member}`, "");
  input(i).value = "";
  for (const field of blocks[i].querySelectorAll(".form-field")) unmark(field);
  if (i) offer(blocks[i], false);
}

function draw() {
  add.hidden = used() >= limit;
  // A number is of use only where there are several.
  for (const title of form.querySelectorAll(".form-numbered")) title.closest("legend").classList.toggle("form-spoken", used() < 2);
}
