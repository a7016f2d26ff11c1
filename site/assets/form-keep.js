// What is typed stays on this device until it is handed in, deleted, or seven days old: a closed tab or an empty battery loses
// nothing. What is kept is { answers by the names of the questions, parts by the names of the modules that have more to keep }.
//
//   part("papers", { take: () => data, give: (data, savedAt) => … });   // data that JSON can hold; savedAt is a Date
//   keep();                                                             // after a change that no event of the form tells
//
// On a public device, or where the browser cannot keep anything, nothing is kept and leaving the page asks first.

import { now } from "./china.js";
import { form } from "./form-fields.js";
import { claim, leave, takeOver } from "./form-tabs.js";
import { able, put, take, wipe } from "./vault.js";

const DRAFT = "draft-1";
const LIFE = 7 * 24 * 60 * 60 * 1000;
const LONGEST_WAIT = 1000;
const KEPT = "[name]:not([type=file]), .finder input";
const parts = new Map();
// `held`: this tab has the form in hand. `off`: nothing may be kept.
const state = { held: false, off: !able(), typed: false, wanted: false, running: null, onLost: () => {}, onChange: () => {} };

/** Let a module keep something of its own: `take()` gives it, `give(data, savedAt)` gets it back. */
export const part = (name, both) => void parts.set(name, both);

/** Call `onLost()` once another tab has the form in hand, `onChange(kept)` whenever it changes whether what is typed is kept. */
export const watch = (onLost, onChange) => void Object.assign(state, { onLost, onChange });

/** Return what was kept as { savedAt, answers, parts }, or null; what is too old or does not open is wiped. */
export async function found() {
  if (state.off) return null;
  try {
    const kept = await take(DRAFT);
    if (kept?.value && now().getTime() - kept.at < LIFE) return { savedAt: new Date(kept.at), ...kept.value };
    if (kept) await wipe();
  } catch {
    stop();
  }
  return null;
}

/** Take the form in hand in this tab; false where another tab has it, unless it is to be taken from there. */
export async function hold(anyway = false) {
  state.held = await (anyway ? takeOver : claim)(lost);
  return state.held;
}

function lost() {
  Object.assign(state, { held: false, typed: false, wanted: false });
  state.onLost();
}

/** Keep what is there now; changes that follow each other closely are kept together. */
export function keep() {
  if (state.off || !state.typed) return null;
  state.wanted = true;
  state.running ??= run().finally(() => (state.running = null));
  return state.running;
}

async function run() {
  if (!state.held && !(await hold())) return lost();
  while (state.wanted && !state.off) {
    state.wanted = false;
    await put(DRAFT, draft(), now().getTime()).catch(stop);
  }
  state.onChange(!state.off);
}

function stop() {
  state.off = true;
}

/** Keep what is there now and wait for it, though not for a browser that does not come to an end. */
export async function kept() {
  await Promise.race([keep(), new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT))]);
}

/** Wipe what is kept, at once. */
export async function forget() {
  state.typed = false;
  await pause();
}

/** On a public device: wipe and keep nothing; `false` begins to keep again. */
export async function keepNothing(nothing) {
  state.off = nothing || !able();
  if (!nothing) return keep();
  await pause();
  return state.onChange(false);
}

async function pause() {
  state.wanted = false;
  await state.running;
  if (able()) await wipe().catch(stop);
  leave();
  state.held = false;
}

const isChoice = (control) => control.type === "radio" || control.type === "checkbox";
// What was typed into a place finder is kept as well: no place may have been chosen yet.
const nameOf = (control) => control.name || `#${control.id}`;

function draft() {
  const answers = {};
  for (const control of form.querySelectorAll(KEPT)) {
    if (!isChoice(control)) answers[nameOf(control)] = control.value;
    else (answers[control.name] ??= []).push(...(control.checked ? [control.value] : []));
  }
  return { answers, parts: Object.fromEntries([...parts].map(([name, both]) => [name, both.take()])) };
}

/** Put the answers back into the questions; what the page does not ask any more is passed over. */
export function putAnswers(answers) {
  for (const control of form.querySelectorAll(KEPT)) {
    const given = answers[nameOf(control)];
    if (given === undefined) continue;
    if (isChoice(control)) control.checked = given.includes(control.value);
    else control.value = given;
  }
}

/** Give the modules back what is theirs; `restored` on the form tells all others that the answers are back. */
export function putParts(draft) {
  for (const [name, both] of parts) if (name in draft.parts) both.give(draft.parts[name], draft.savedAt);
  state.typed = true;
  state.onChange(true);
  form.dispatchEvent(new Event("restored"));
}

function changed(event) {
  // A form that is put away loses the focus, and its field tells of a change that this tab may not keep any more.
  if (form.hidden || event.target.matches("[data-unkept]")) return;
  if (!state.typed) window.addEventListener("beforeunload", warn);
  state.typed = true;
  if (state.off) state.onChange(false);
  else keep();
}

function warn(event) {
  if (state.off && state.typed) event.preventDefault();
}

window.addEventListener("form-left", () => (state.typed = false));
for (const name of ["input", "change"]) form.addEventListener(name, changed);
form.addEventListener("click", () => state.typed && keep());
for (const [place, name] of [[window, "pagehide"], [document, "visibilitychange"]]) place.addEventListener(name, () => keep());
