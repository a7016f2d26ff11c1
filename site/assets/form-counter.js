// The form at a counter, a kiosk, in a hospital, on the telephone: whose device it is, what is preset, and that nothing stays.

import { getCounter } from "./api.js";
import { counterKey, hasClerk, staff } from "./counter-device.js";
import { inWords, showProblem } from "./form-errors.js";
import { form, question, setAnswer } from "./form-fields.js";
import { element, say } from "./form-words.js";
import { forget as forgetHandedOver } from "./hand-over.js";

const page = document.getElementById("form-page");
const SEES = ["counter", "hospital-office"];
// A kiosk stands in the open: whoever walks away leaves nothing behind. A clerk has more time, and fetches a paper.
const PATIENCE = { kiosk: 90, clerk: 900, warning: 30 };
let counter = null;

/** Whether the form is filled in at a counter. */
export const atCounter = () => counter !== null;

/** Whether papers are not uploaded here: a clerk sees them, or they follow. */
export const papersApart = () => counter !== null && hasClerk(counter.channel);

/** Whether the counter files for people insured there; a person's own device does so for everybody. */
export const servesPlace = (place) => counter === null || counter.places.includes(place.code);

/** The token that a submission from here bears, or null. */
export const token = () => (counter ? counterKey() : null);

/** Learn what this device is; false where it is a counter that cannot be one now: then the form is not begun. */
export async function startCounter() {
  if (!counterKey()) return true;
  const found = await getCounter(page.dataset.top, counterKey());
  if (!found.ok) return refused(found.problem);
  if (hasClerk(found.ok.channel) && !staff()) return location.replace(`${page.dataset.base}counter/`);
  counter = found.ok;
  document.documentElement.dataset.counter = counter.channel;
  form.autocomplete = "off";
  page.prepend(bar());
  if (counter.channel === "telephone") readAloud();
  const words = question("ask-notice").querySelector(".form-words");
  if (hasClerk(counter.channel)) words.textContent = say("counter.notice");
  const { whenIdle } = await import("./idle.js");
  whenIdle({ seconds: hasClerk(counter.channel) ? PATIENCE.clerk : PATIENCE.kiosk, warning: PATIENCE.warning, wipe });
  return true;
}

/** The one insured place of a counter that serves one, else undefined. */
export const ownPlace = (places) => (counter?.places.length === 1 ? places.find((place) => place.code === counter.places[0]) : undefined);

/** Fill in what a hospital's referral always says. */
export function presetReferral() {
  if (!counter?.referral) return;
  setAnswer("/referral/institution", counter.referral.institution);
  setAnswer("/referral/level", String(counter.referral.level));
  document.getElementById("referral-institution").readOnly = true;
  for (const level of form.querySelectorAll("[name='/referral/level']:not(:checked)")) level.disabled = true;
}

/** Add to a filing what only a counter says: who wrote it, and of each paper that it was seen or comes later. */
export function fromCounter(filing) {
  if (!papersApart()) return filing;
  const how = SEES.includes(counter.channel) ? { seen: true } : { later: true };
  return { ...filing, clerk: { staff: staff() }, materials: filing.materials.map((paper) => ({ ...paper, ...how })) };
}

function refused(problem) {
  const link = element("a", { href: `${page.dataset.base}counter/` }, say("counter.set-up"));
  showProblem(say("problem.stopped"), inWords(problem));
  document.getElementById("form-problems").append(element("p", {}, link));
  return false;
}

function bar() {
  const next = element("button", { type: "button", class: "form-second", id: "counter-next" }, say("counter.next"));
  next.addEventListener("click", wipe);
  const who = [counter.name, hasClerk(counter.channel) ? staff() : ""].filter(Boolean);
  return element("div", { class: "counter-bar" }, element("p", {}, who.join(" · ")), next);
}

// A new document: nothing of the last person is left in memory, in the fields or behind the browser's Back.
function wipe() {
  form.reset();
  forgetHandedOver();
  window.dispatchEvent(new Event("form-left"));
  location.replace(location.pathname);
}

// What was written is read back to the caller in groups that the ear can follow.
function readAloud() {
  page.querySelector("h1").after(element("p", { class: "form-note" }, say("counter.aloud")));
  form.addEventListener("input", ({ target }) => {
    if (!target.matches("input:is([type=text], [type=tel])") || target.closest(".finder")) return;
    const digits = target.value.toUpperCase().replace(/[\s-]/g, "");
    const groups = /[0-9]{5}/.test(digits) ? digits.match(/.{1,4}/g).join(" ") : "";
    const note = target.parentElement.querySelector(".counter-aloud") ?? element("p", { class: "counter-aloud" });
    note.textContent = groups && say("counter.read-back", { groups });
    target.after(note);
  });
}
