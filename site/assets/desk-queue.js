// The queue of the desk: which place and which list, filters, paging, and what is done with a filing without opening it.

import { call, officer, placeName } from "./desk.js";
import { newKey } from "./api.js";
import { actionWords } from "./desk-actions.js";
import { clearSummary, inWords, showProblem } from "./form-errors.js";
import { element, knows, say } from "./form-words.js";
import { approveTicked, attachBatch } from "./desk-queue-batch.js";
import { current, drawRows, focusOn } from "./desk-queue-rows.js";
import { attachKeys } from "./desk-queue-keys.js";
import { attachSearch } from "./desk-queue-search.js";
import { shown, tick } from "./desk-queue-ticks.js";

const { base } = document.getElementById("desk-page").dataset;
const form = document.getElementById("queue-filters");
const which = document.getElementById("queue-which");
const box = document.getElementById("queue");
const said = document.getElementById("queue-said");
const next = document.getElementById("queue-next");
const previous = document.getElementById("queue-previous");
const OVERDUE = "overdue";
const more = document.getElementById("queue-more");
const FILTERS = ["event", "type", "channel", "identity", "commitment", "claimed"];
// Where each page that was turned began; the last is the one that is shown.
let pages = [""];
let me = null;
let onward = null;
let asked = 0;

// Place and list stand outside the form that they belong to: what changes there does not come by it.
for (const part of [form, which]) part.addEventListener("change", () => turnTo([""]));
form.addEventListener("submit", (event) => event.preventDefault());
next.addEventListener("click", () => turnTo([...pages, onward], true));
previous.addEventListener("click", () => turnTo(pages.slice(0, -1), true));

async function turnTo(where, leafed = false) {
  pages = where;
  remember();
  await load();
  if (leafed) box.focus();
}

// The address keeps what was chosen, so that an officer who comes back from a filing finds the same page.
function remember() {
  const kept = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  if (pages.length > 1) kept.set("pages", pages.slice(1).join("~"));
  history.replaceState(history.state, "", `${location.pathname}?${kept}${location.hash}`);
}

function recall() {
  const kept = new URLSearchParams(location.search);
  for (const field of form.elements) {
    const value = kept.get(field.name);
    if (value && [...field.options].some((option) => option.value === value)) field.value = value;
  }
  more.open ||= filtered() || matchMedia("(min-width: 45.01rem)").matches;
  pages = ["", ...(kept.get("pages")?.split("~") ?? [])];
}

/** Show the page of the list that is chosen; `message` is said with it. */
async function load(message = "") {
  clearSummary();
  const mine = ++asked;
  const overdue = form.elements.list.value === OVERDUE;
  more.hidden = overdue;
  box.setAttribute("aria-busy", "true");
  const query = new URLSearchParams([...new FormData(form)].filter(([name, value]) => value && name !== "list"));
  query.set("after", pages.at(-1));
  const found = await call(`${overdue ? "overdue" : "queue"}?${query}`);
  if (mine !== asked) return;
  box.removeAttribute("aria-busy");
  // A cursor that an old address brought along and that is none any more: the beginning is always there.
  if (found.problem === "malformed" && pages.length > 1) return turnTo([""]);
  if (!found.ok) return showProblem(say("desk-queue.problem"), inWords(found.problem));
  show(found.ok, overdue, message);
}

function show({ filings, next: cursor, broken, waiting }, overdue, message) {
  onward = cursor;
  next.hidden = !cursor;
  previous.hidden = pages.length < 2;
  const parts = [drawn(filings, overdue)];
  if (broken.length) parts.unshift(element("p", { class: "form-warning" }, say("desk-queue.broken", { numbers: broken.join(say("list.comma")) })));
  box.replaceChildren(...parts);
  shown(ticks(overdue) ? filings : []);
  const page = pages.length > 1 ? say("desk-queue.page", { n: pages.length }) : "";
  const order = filings.length && !overdue ? say("desk-queue.from") : "";
  const promise = order && !filings.some(({ due }) => due) ? say("desk-queue.due.none") : "";
  said.textContent = [message, page || counted(waiting), order, promise].filter(Boolean).join(" · ");
}

function drawn(filings, overdue) {
  if (filings.length) return drawRows(filings, { base, me, overdue, act, tick: ticks(overdue) ? tick : null });
  if (overdue) return element("p", {}, say("desk-queue.none.overdue"));
  const fits = onward ? "none.yet" : filtered() ? "none.fit" : "none";
  return element("p", {}, say(`desk-queue.${fits}`));
}

// Who may decide ticks what is to be approved together.
const ticks = (overdue) => !overdue && me.acts.includes("decide");

const filtered = () => FILTERS.some((name) => form.elements[name].value);

function counted(waiting) {
  if (!waiting || !waiting.at_least) return "";
  // Who has claimed a filing stands in its log, which nobody reads in order to count.
  if (form.elements.claimed.value) return "";
  const which = `${filtered() ? "count.fit" : "count"}${waiting.all ? "" : ".more"}`;
  return say(`desk-queue.${which}`, { n: waiting.at_least });
}

/** Claim or release a filing of the list. */
async function act(filing, action) {
  clearSummary();
  const { number } = filing;
  const answer = await call(`filings/${number}/events`, { json: { action, after: filing.after }, headers: { "Idempotency-Key": newKey() } });
  if (answer.problem === "filing-moved") return again(number, say("desk-queue.moved", { number }));
  if (answer.findings) return again(number, reasons(answer.findings));
  if (!answer.ok) return showProblem(say("desk-queue.problem"), inWords(answer.problem));
  return again(number, say(`desk-queue.${action === "claim" ? "claimed" : "released"}.done`, { number }));
}

async function again(number, message) {
  await load(message);
  focusOn(number);
}

// What belongs to the queue and not to what a search has found.
function hide(hidden) {
  for (const part of [form, which]) part.hidden = hidden;
  next.hidden ||= hidden;
  previous.hidden ||= hidden;
  if (hidden) shown([]);
}

const reasons = (findings) => findings.map(({ rule, params }) => (knows(`desk-action.${rule}`) ? actionWords(rule, params) : say("desk-queue.problem"))).join(" ");

me = await officer();
if (me?.acts.includes("queue")) {
  form.elements.place.replaceChildren(...me.places.map((code) => element("option", { value: code }, placeName(code))));
  document.getElementById("queue-place-field").hidden = me.places.length < 2;
  recall();
  attachSearch({ base, me, act, back: () => load(), hide });
  if (me.acts.includes("decide")) attachBatch({ base, me, reload: () => load() });
  const press = (control) => current(box)?.querySelector(control)?.click();
  attachKeys({ act: (action) => press(`button[data-act="${action}"]`), tick: () => press(".queue-tick input"), approve: approveTicked });
  await load();
} else if (me) {
  document.getElementById("desk-inside").hidden = true;
  showProblem(say("desk-bar.problem"), say("desk-bar.other-role"));
}
