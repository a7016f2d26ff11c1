// What became of each filing that was to be approved together with others.

import { actionWords } from "./desk-actions.js";
import { inWords } from "./form-errors.js";
import { element, knows, say } from "./form-words.js";

const section = document.getElementById("queue-results");
const OWN = ["filing-moved", "not-found"];

/** Show `results` of the service and the filings that were `left` out of the request; `onClose` hears that they were read. */
export function showResults({ results, left }, base, onClose) {
  const done = results.filter(({ status }) => status);
  const not = [...results.filter(({ code }) => code).map((each) => [each.number, codeWords(each)]), ...left.map(({ number, why }) => [number, leftWords(why)])];
  const close = element("button", { type: "button", class: "form-second" }, say("desk-queue.keys.close"));
  close.addEventListener("click", () => {
    hideResults();
    onClose();
  });
  const parts = [element("h2", { id: "queue-results-title" }, say("desk-queue.batch.result"))];
  if (done.length) parts.push(list("done", done.map(({ number, status }) => [number, status === "approved" ? "" : say(`status.${status}`)]), base));
  if (not.length) parts.push(list("not", not, base));
  section.replaceChildren(...parts, element("div", { class: "form-actions" }, close));
  section.hidden = false;
}

/** Take the results away. */
export function hideResults() {
  section.hidden = true;
  section.replaceChildren();
}

/** Say why a filing is left out: by whom it is claimed, or the rule by which it asks for a look of its own. */
export const leftWords = ({ officer, rule }) => (officer ? say("desk-queue.batch.claimed", { officer }) : say(`desk-queue.batch.why.${rule}`));

function list(group, filings, base) {
  const lines = filings.map(([number, words]) => element("li", {}, element("a", { href: `${base}desk/file/#${number}` }, number), ...(words ? [" ", element("span", {}, words)] : [])));
  return element("div", { class: `queue-result-${group}` }, element("h3", {}, say(`desk-queue.batch.${group}`, { n: filings.length })), element("ul", {}, ...lines));
}

function codeWords({ code, findings = [] }) {
  if (code === "findings") return findings.map(({ rule, params }) => (knows(`desk-action.${rule}`) ? actionWords(rule, params) : inWords("internal"))).join(" ");
  if (!OWN.includes(code)) return inWords(code);
  return say(code === "not-found" ? "desk-queue.batch.not-found" : "desk-queue.batch.moved");
}
