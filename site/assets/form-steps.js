// One thing at a time: the steps are sections of one page, each with an address of its own, so that the browser's Back works.

import { clearProblems, clearSummary } from "./form-errors.js";

export const steps = [...document.querySelectorAll("#form > .form-step")];
const back = document.getElementById("form-top");
const title = document.title;
let current = steps[0];
let done = false;
let listener = () => {};

export const now = () => current;
export const nameOf = (step) => step.id.replace("step-", "");
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

/** The form is done: only the receipt remains, also when the reader goes back. */
export function finish(receipt) {
  done = true;
  history.replaceState({}, "", location.pathname);
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
  current = step;
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

document.getElementById("form-back").addEventListener("click", () => history.back());
window.addEventListener("popstate", (event) => {
  const step = steps.find((each) => each.id === event.state?.step);
  if (!done && step) show(step);
});
