// Approves the ticked filings together: says what that means, sends one request until the service has answered it, shows what became of each.

import { newKey } from "./api.js";
import { call } from "./desk.js";
import { clearSummary, inWords, showProblem } from "./form-errors.js";
import { element, say } from "./form-words.js";
import { hideResults, leftWords, showResults } from "./desk-queue-results.js";
import { attachTicks, clearTicks } from "./desk-queue-ticks.js";

const part = (name) => document.getElementById(`queue-${name}`);
const bar = part("batch");
const said = part("batch-said");
const unconfirmed = part("batch-unconfirmed");
const go = part("batch-go");
const clear = part("batch-clear");
const dialog = part("confirm");
const confirm = part("confirm-go");
const results = part("results");
const KEPT = "beian-desk-batch";
// After these nobody knows whether the service has done it: the same request goes again, under the same key.
const OPEN = ["network", "slow", "internal", "store-unavailable"];
// After these it has done nothing, and can be asked again.
const LATER = ["officer-required", "too-many-requests"];
// What is ticked; and what outlives a visit to another page: the request that is not answered yet, and the results that are not read.
let chosen = [];
let kept = { attempt: null, shown: null };
let busy = false;

/** Serve batch approval for the officer `me`; `reload()` shows the list anew. */
export function attachBatch({ base, me, reload }) {
  recall(me);
  attachTicks((filings) => {
    chosen = filings;
    draw();
  });
  go.addEventListener("click", () => (kept.attempt ? send() : ask(me)));
  clear.addEventListener("click", () => (kept.attempt ? drop() : clearTicks()));
  confirm.addEventListener("click", () => {
    dialog.close();
    const { can, left } = split(me);
    kept.attempt = { key: newKey(), filings: can.map(({ number, after }) => ({ number, after })), left };
    send();
  });
  if (kept.shown) showResults(kept.shown, base, read);
  draw();

  async function send() {
    if (busy) return;
    work(true);
    clearSummary();
    hideResults();
    keep(me);
    const { key, filings, left } = kept.attempt;
    const answer = await call("decisions", { json: { action: "approve", filings }, headers: { "Idempotency-Key": key } });
    if (!answer.ok) return failed(answer);
    kept = { attempt: null, shown: { results: answer.ok.results, left } };
    keep(me);
    clearTicks();
    work(false);
    await reload();
    showResults(kept.shown, base, read);
    results.focus({ preventScroll: true });
    results.scrollIntoView();
  }

  function failed({ problem = "internal", findings }) {
    const open = !findings && OPEN.includes(problem);
    if (!open && !LATER.includes(problem)) kept.attempt = null;
    keep(me);
    work(false);
    if (problem !== "officer-required") showProblem(say("desk-queue.problem"), open ? say("desk-queue.batch.unconfirmed.text") : inWords(problem));
  }

  function drop() {
    kept.attempt = null;
    keep(me);
    clearSummary();
    draw();
    reload();
  }

  function read() {
    kept.shown = null;
    keep(me);
    part("all").focus();
  }
}

/** Go on with what is ticked, as the bar's own button does. */
export function approveTicked() {
  if (!bar.hidden) go.click();
}

function draw() {
  const { attempt } = kept;
  const n = attempt ? attempt.filings.length : chosen.length;
  bar.hidden = !n;
  unconfirmed.hidden = !attempt || busy;
  unconfirmed.textContent = attempt ? say("desk-queue.batch.unconfirmed", { n }) : "";
  go.textContent = busy ? say("form.waiting") : attempt ? say("form.again") : say("desk-queue.batch.go", { n });
  clear.hidden = busy;
  clear.textContent = say(attempt ? "desk-queue.batch.drop" : "desk-queue.batch.clear");
  said.textContent = n && !attempt ? say("desk-queue.batch.count", { n }) : "";
}

function work(on) {
  busy = on;
  if (on) go.setAttribute("aria-disabled", "true");
  else go.removeAttribute("aria-disabled");
  draw();
}

// The confirmation step: what will be approved, and what cannot be, by its reason.
function ask(me) {
  const { can, left } = split(me);
  const reasons = new Map();
  for (const { number, why } of left) reasons.set(leftWords(why), [...(reasons.get(leftWords(why)) ?? []), number]);
  const parts = can.length ? [heading("will", can.length), numbers(can.map(({ number }) => number))] : [element("p", { class: "form-warning" }, say("desk-queue.batch.none"))];
  if (left.length) parts.push(heading("left", left.length), ...[...reasons].flatMap(([words, those]) => [element("p", {}, words), numbers(those)]));
  part("confirm-list").replaceChildren(...parts);
  confirm.hidden = !can.length;
  confirm.textContent = say("desk-queue.batch.confirm", { n: can.length });
  dialog.showModal();
}

function split(me) {
  const judged = chosen.map((filing) => ({ ...filing, why: why(filing, me) }));
  return { can: judged.filter((each) => !each.why), left: judged.filter((each) => each.why).map((each) => ({ number: each.number, why: each.why })) };
}

function why({ claimed, alone }, me) {
  if (claimed && claimed.officer.id !== me.id) return { officer: claimed.officer.name };
  return alone ? { rule: alone } : null;
}

const heading = (name, n) => element("h3", {}, say(`desk-queue.batch.${name}`, { n }));
const numbers = (all) => element("ul", { class: "queue-numbers" }, ...all.map((number) => element("li", {}, number)));

// Numbers and hashes only; another officer who signs in at this window has no part in it.
const keep = (me) => sessionStorage.setItem(KEPT, JSON.stringify({ officer: me.id, ...kept }));

function recall(me) {
  const { officer, attempt = null, shown = null } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  if (officer === me.id) kept = { attempt, shown };
}
