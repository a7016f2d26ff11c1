// Puts the form back to where it was left: the same answers at the same step, in whatever language it is read now.

import { today } from "./china.js";
import { wrongIn } from "./form-check.js";
import { answer, form, setAnswer } from "./form-fields.js";
import { putAnswers, putParts } from "./form-keep.js";
import { moreWords } from "./form-more.js";
import { nameOf, resumeAt, steps } from "./form-steps.js";
import { showTreatments } from "./form-treatments.js";

/**
 * Put a draft back. `walk` is what the form does with an answer: places(), loadTable(), narrow(), renew(), and its finders,
 * the insured place's first. Returns false where the list of places, the words or the place's
 * table cannot be had, else { moved }: whether a start date had passed and is today's date now.
 */
export async function resume(draft, walk) {
  const { answers } = draft;
  const [all, more] = await Promise.all([walk.places().catch(() => null), moreWords()]);
  if (!all || !more.ok) return false;
  putAnswers(answers);
  if (chosen(answers, all, walk.finders[0]) && draft.parts.walk.step !== nameOf(steps[0])) {
    if (!(await walk.loadTable())) return false;
    // Once more: a newly loaded table empties what depends on it.
    putAnswers(answers);
    chosen(answers, all, walk.finders[0]);
    walk.narrow();
    keepRead(answers);
    treatments(answers, all, walk.finders.slice(1));
  }
  form.hidden = false;
  putParts(draft);
  walk.renew();
  // What was sent without an answer goes again as it was.
  const moved = !draft.parts.sent?.open && moveStarts();
  resumeAt(furthest(draft.parts.walk.step));
  return { moved };
}

// Choose the place whose code was kept, by its name in this language; "" where it may not be chosen any more.
function chosen(answers, all, { input, pointer, filter, choose }) {
  const place = all.find(({ code }) => code === answers[pointer]);
  if (place && filter(place)) {
    choose(place);
    return true;
  }
  if (answers[pointer]) input.value = "";
  setAnswer(pointer, "");
  return false;
}

// A text that was read or signed stays so in the language in which it was; another version of it is to be read again.
function keepRead(answers) {
  const same = (text) => answers[`/${text}/sha256`] === answer(`/${text}/sha256`);
  if (same("notice") && answer("/notice/read_at")) setAnswer("/notice/language", answers["/notice/language"]);
  else for (const name of ["ask-notice", "/notice/read_at"]) setAnswer(name, "");
  if (same("letter") && answer("/letter/signed_name")) setAnswer("/letter/language", answers["/letter/language"]);
  else for (const name of ["/letter/signed_name", "/letter/drawn"]) setAnswer(name, "");
}

function treatments(answers, all, finders) {
  const given = (i) => ["place", "from", "until"].some((member) => answers[`/treatments/${i}/${member}`]);
  showTreatments(finders.findLastIndex((_, i) => given(i)) + 1);
  for (const finder of finders) chosen(answers, all, finder);
}

// Whoever comes back on a later day may not start on a day that has passed, unless they are in hospital already.
function moveStarts() {
  const passed = [...document.querySelectorAll("[name^='/treatments/'][name$='/from']:not(:disabled)")];
  const moved = answer("ask-admission") === "yes" ? [] : passed.filter(({ value }) => value && value < today());
  for (const control of moved) control.value = today();
  return moved.length > 0;
}

// Where the rules have changed since, the first step in which something is wrong now.
function furthest(name) {
  const left = steps.find((step) => nameOf(step) === name) ?? steps[0];
  return steps.slice(0, steps.indexOf(left)).find((step) => wrongIn(step).length) ?? left;
}
