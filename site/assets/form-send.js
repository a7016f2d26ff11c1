// Hands the filing in, once: the same answers go under the same key until the service has answered.

import { newKey, submitFiling } from "./api.js";
import { showReceipt } from "./form-answers.js";
import { placed } from "./form-check.js";
import { fromCounter, token } from "./form-counter.js";
import { inWords, showProblem, showProblems } from "./form-errors.js";
import { collect, form, question } from "./form-fields.js";
import { finish } from "./form-steps.js";
import { say } from "./form-words.js";

const page = document.getElementById("form-page");
const next = document.getElementById("form-next");
// The key of the body that was sent last, and what the service found in it that the reader has not changed yet.
let sent = { body: "", key: "" };
let left = [];

/** Send what is answered; `waiting(work)` shows that it takes time, `lead(field)` brings a field into view. */
export async function submit({ waiting, lead, placeName }) {
  const body = JSON.stringify(fromCounter(collect()));
  if (body !== sent.body) sent = { body, key: newKey() };
  const result = await waiting(() => submitFiling(page.dataset.top, body, sent.key, token()));
  if (result.ok) return receipt(result.ok, placeName);
  if (result.findings) {
    left = result.findings.map(placed);
    return showProblems(say("problem.title"), left, lead);
  }
  if (result.problem === "key-reused") sent = { body: "", key: "" };
  failed(result.problem, "problem.stopped");
}

/** Say at the top that something did not work, and offer to try again; always false. */
export function failed(code, title) {
  next.textContent = say("form.again");
  showProblem(say(title), inWords(code));
  return false;
}

/** Say again what the service found and the reader has not changed yet. */
export function remind(lead) {
  left = left.filter(({ pointer }) => question(pointer)?.classList.contains("form-wrong"));
  if (left.length) showProblems(say("problem.title"), left, lead);
}

function receipt(received, placeName) {
  window.removeEventListener("beforeunload", warn);
  showReceipt(received, placeName);
  document.getElementById("receipt-look-up").search = new URLSearchParams({ number: received.number });
  form.reset();
  finish(document.getElementById("step-done"));
}

function warn(event) {
  event.preventDefault();
}

form.addEventListener("input", () => window.addEventListener("beforeunload", warn));
window.addEventListener("form-left", () => window.removeEventListener("beforeunload", warn));
document.getElementById("receipt-print").addEventListener("click", () => window.print());
