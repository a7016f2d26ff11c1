// One thing at a time: the steps are sections of one page, each with an address of its own, so that the browser's Back works.

import { clearProblems, clearSummary } from "./form-errors.js";
import { firstControl } from "./form-fields.js";

export const steps = [...document.querySelectorAll("#form > .form-step")];
const back = document.getElementById("form-top");
const title = document.title;
let current = steps[0];
// No step may be come to by way of the browser's history that was not come to in this page: its questions would be unanswered.
let reached = -1;
let done = false;
// Whether the step has changed since the reader last pressed anything.
let fresh = false;
let listener = () => {};

export const now = () => current;
export const nameOf = (step) => step.id.replace("step-", "");
export const isDone = () => done;
export const isLast = (step) => step === steps.at(-1);

/** Call `listener(step)` before a step is shown. */
export function onShow(before) {
  listener = before;
}

/** Go on to a step and remember it in the browser's history; a step that is shown already is only focused. */
export function goTo(step) {
  if (step !== current) history.pushState({ step: step.id }, "", `#${nameOf(step)}`);
  show(step);
}

/** Show the first step without taking the focus away from the top of the page. */
export function begin(first = steps[0]) {
  history.replaceState({ step: first.id }, "", `${location.pathname}${location.search}`);
  show(first, false);
}

/** Show the step at which the form was left, with all before it in the browser's history. */
export function resumeAt(step) {
  const known = history.state?.step === step.id;
  if (!known) {
    history.replaceState({ step: steps[0].id }, "", `${location.pathname}${location.search}`);
    for (const each of steps.slice(1, steps.indexOf(step) + 1)) history.pushState({ step: each.id }, "", `#${nameOf(each)}`);
  }
  show(step);
}

/** The form is done: only the receipt remains, also when the reader goes back; `state` stays with it in the browser's history. */
export function finish(receipt, state = {}) {
  done = true;
  history.replaceState(state, "", location.pathname);
  for (const step of steps) step.hidden = true;
  document.getElementById("form").hidden = true;
  back.hidden = true;
  clearProblems();
  receipt.hidden = false;
  present(receipt);
}

function show(step, focus = true) {
  clearSummary();
  listener(step);
  fresh = true;
  current = step;
  reached = Math.max(reached, steps.indexOf(step));
  for (const each of steps) each.hidden = each !== step;
  back.hidden = step === steps[0];
  if (focus) present(step);
}

function present(section) {
  const heading = section.querySelector("h2");
  document.title = `${heading.textContent} - ${title}`;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** Lead the reader to a field, in whichever step it stands. */
export function lead(field) {
  const step = field.closest(".form-step");
  if (step && step !== current) goTo(step);
  firstControl(field).focus();
}

/** Call `goOn(step)` when the main button is pressed; what is under way is not begun again. */
export function onGoOn(goOn) {
  let busy = false;
  document.getElementById("form-next").addEventListener("click", (event) => event.detail > 1 && event.preventDefault());
  document.getElementById("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    await goOn(current).finally(() => (busy = false));
  });
}

// The second press of a double click is not meant for the next step, nor for an answer that has come under the finger.
const drop = (event) => {
  if (event.detail < 2) fresh = false;
  if (!fresh) return;
  event.preventDefault();
  event.stopPropagation();
};
document.getElementById("form").addEventListener("click", drop, true);
document.getElementById("form-back").addEventListener("click", (event) => event.detail > 1 || history.back());
window.addEventListener("popstate", (event) => {
  const step = steps.findIndex((each) => each.id === event.state?.step);
  if (done || step < 0 || reached < 0) return;
  if (step > reached) begin();
  else show(steps[step]);
});
