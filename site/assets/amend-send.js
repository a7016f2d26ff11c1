// Hands in what was typed about a filing, once: the same answers go under the same key until the service has answered.

import { amendFiling, lookUp, newKey } from "./api.js";
import { placed } from "./form-check.js";
import { fromCounter, token } from "./form-counter.js";
import { inWords, showProblem, showProblems } from "./form-errors.js";
import { collect, question } from "./form-fields.js";
import { renewTexts } from "./form-texts.js";
import { say } from "./form-words.js";
import { handOver } from "./hand-over.js";
import { withFiles } from "./papers-send.js";
import { why } from "./status-ways.js";

const page = document.getElementById("form-page");
const next = document.getElementById("form-next");
// The key of the event that was sent last, and what the service found in it that the reader has not changed yet.
let sent = { event: "", key: "" };
let left = [];

/** Send what is answered; `waiting(work)` shows that it takes time, `lead(field)` brings a field into view. */
export async function send({ given }, { waiting, lead }) {
  const result = await waiting(() => withFiles(() => handIn(given)));
  if (result.ok) return done(given, result.ok);
  if (result.wrong) return showProblems(say("problem.title"), result.wrong, lead);
  if (result.findings) return refused(result.findings, lead);
  if (result.problem === "filing-moved") return moved(given);
  if (result.problem === "key-reused") sent = { event: "", key: "" };
  next.textContent = say("form.again");
  showProblem(say("amend.stopped"), inWords(result.problem));
}

function handIn(given) {
  const event = eventOf(given.action);
  const text = JSON.stringify(event);
  if (text !== sent.event) sent = { event: text, key: newKey() };
  return amendFiling(page.dataset.top, given, event, sent.key, token());
}

function eventOf(action) {
  const { materials, until, ...changes } = collect();
  const event = { action };
  if (Object.keys(changes).length) event.changes = changes;
  if (materials.length) event.materials = materials;
  return fromCounter(until ? { ...event, until } : event);
}

async function refused(findings, lead) {
  const barred = findings.find(({ pointer }) => pointer === "/action");
  if (barred) return showProblem(say("amend.stopped"), why(barred));
  const own = findings.map((finding) => ({ ...finding, pointer: finding.pointer.replace(/^\/changes(?=\/)/, "") }));
  left = placed(own, await renewTexts(own));
  showProblems(say("problem.title"), left, lead);
}

/** Say again what the service found and the reader has not changed yet. */
export function remind(lead) {
  left = left.filter(({ pointer }) => question(pointer)?.classList.contains("form-wrong"));
  if (left.length) showProblems(say("problem.title"), left, lead);
}

// Somebody else did something about the filing meanwhile: what was typed stays on the page.
async function moved({ number, code }) {
  const found = await lookUp(page.dataset.top, number, code);
  const status = found.ok && say(`status.${found.ok.status}`);
  showProblem(say("amend.stopped"), status ? say("amend.moved", { status }) : inWords("filing-moved"));
}

function done({ number, code, action }, filing) {
  window.removeEventListener("beforeunload", warn);
  location.replace(`${page.dataset.base}status/${handOver({ number, code, filing, done: action })}`);
}

function warn(event) {
  event.preventDefault();
}

document.getElementById("form").addEventListener("input", () => window.addEventListener("beforeunload", warn));
// What a counter wipes it does not ask about.
window.addEventListener("form-left", () => window.removeEventListener("beforeunload", warn));
