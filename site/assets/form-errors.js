// What is wrong, said twice: in a summary at the top that leads to each place, and beside the place itself.

import { failedRequest } from "./api.js";
import { canSay, element, knows, say } from "./form-words.js";
import { firstControl, question, wordsOf } from "./form-fields.js";

const summary = document.getElementById("form-problems");

/**
 * Put a finding into words: what is wrong and what to do. `variants` are tried before the rule's own sentence; a sentence that
 * wants a figure which the finding does not bring gives way to one that does not.
 */
export function sentence({ pointer, rule, params = {} }, variants = []) {
  const field = question(pointer);
  const label = (field && wordsOf(field)) || pointer;
  const given = { ...params, label };
  if (given.any_of) given.any_of = [given.any_of.map((id) => `material.${id}`).join("|")];
  const keys = [...variants.map((variant) => `.${variant}`), ""].map((end) => `finding.${rule}${end}`);
  return say(keys.find((key) => canSay(key, given)) ?? "finding.other", given);
}

/** Show problems, each { pointer, text }; `go(field)` brings a field into view. The summary takes the focus. */
export function showProblems(title, problems, go) {
  clearProblems();
  const found = problems.map(({ pointer, text }) => ({ field: question(pointer), text }));
  const items = found.sort(inOrder).map(({ field, text }) => {
    if (!field) return element("li", {}, text);
    mark(field, text);
    const link = element("a", { href: `#${firstControl(field).id}` }, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(field);
      firstControl(field).focus();
    });
    return element("li", {}, link);
  });
  summary.replaceChildren(element("h2", {}, title), element("ul", {}, ...items));
  summary.hidden = false;
  summary.focus();
}

// As the page has the questions, not as the document has its members.
function inOrder({ field: one }, { field: other }) {
  if (!one || !other || one === other) return 0;
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1;
}

/** Put a problem's code into words; one that the page does not know is the service's own trouble. */
export const inWords = (code) => say(knows(`problem.${code}`) ? `problem.${code}` : "problem.internal");

// What is wrong on the service's side, of which its operator has a line in the log.
const OURS = ["internal", "store-unavailable", "scanner-unavailable", "not-ready", "seal-broken"];

/** What did not work, in paragraphs; of what failed in the service also by which number its operator finds it. */
export function troubleWords(text) {
  const id = OURS.some((code) => text === inWords(code)) && failedRequest();
  const quoted = id ? [element("p", { class: "form-request" }, say("problem.request", { id }))] : [];
  return [element("p", {}, text), ...quoted];
}

/** Say one thing at the top that concerns no field. */
export function showProblem(title, text) {
  clearSummary();
  summary.replaceChildren(element("h2", {}, title), ...troubleWords(text));
  summary.hidden = false;
  summary.focus();
}

/** Take the summary away; what stands beside the fields stays. */
export function clearSummary() {
  summary.hidden = true;
  summary.replaceChildren();
}

/** Take away everything that was said to be wrong. */
export function clearProblems() {
  clearSummary();
  for (const field of document.querySelectorAll(".form-wrong")) unmark(field);
}

function mark(field, text) {
  const note = ownNote(field);
  if (!note) return;
  // Two things wrong at one field are both said.
  note.textContent = field.classList.contains("form-wrong") ? `${note.textContent} ${text}` : text;
  note.hidden = false;
  field.classList.add("form-wrong");
  for (const control of described(field)) {
    const ids = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean).concat(note.id));
    control.setAttribute("aria-describedby", [...ids].join(" "));
    if (control.matches("input, select")) control.setAttribute("aria-invalid", "true");
  }
}

/** Take away what stands beside one field, once its answer changes. */
export function unmark(field) {
  const note = ownNote(field);
  if (!note || note.hidden) return;
  note.hidden = true;
  note.textContent = "";
  field.classList.remove("form-wrong");
  for (const control of described(field)) {
    const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== note.id);
    if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
    else control.removeAttribute("aria-describedby");
    control.removeAttribute("aria-invalid");
  }
}

// A note about a whole group stands in the group; it is made when it is first wanted.
function ownNote(field) {
  if (field.matches(".form-field")) return field.querySelector(".form-error");
  let note = field.querySelector(":scope > .form-error");
  if (!note) {
    note = element("p", { class: "form-error", id: `${field.dataset.group.slice(1)}-group-error`, hidden: "" });
    (field.querySelector(":scope > legend") ?? field).after(note);
  }
  return note;
}

function described(field) {
  const group = field.matches("fieldset") ? field : field.querySelector(":scope > fieldset");
  return group ? [group] : [...field.querySelectorAll("input:not([type=hidden]), select")];
}
