// The form at a counter, a kiosk, in a hospital, on the telephone: whose device it is, what is preset, and that nothing stays.

import { clerkHere, fromHere, here, startHere, token } from "./counter-here.js";
import { form, question, setAnswer } from "./form-fields.js";
import { element, say } from "./form-words.js";
import { forget as forgetHandedOver } from "./hand-over.js";

const page = document.getElementById("form-page");
// The page that comes after what was wiped; where the form is only for changes there is nothing to begin anew.
const FRESH = { after: location.pathname };

export { token };

/** Whether the form is filled in at a counter. */
export const atCounter = () => here() !== null;

/** Whether papers are not uploaded here: a clerk sees them, or they follow. */
export const papersApart = clerkHere;

/** Whether the counter files for people insured there; a person's own device does so for everybody. */
export const servesPlace = (place) => here()?.places.includes(place.code) ?? true;

/** Learn what this device is; false where it is a counter that cannot be one now: then the form is not begun. */
export async function startCounter({ after = location.pathname } = {}) {
  FRESH.after = after;
  if (!(await startHere(wipe))) return false;
  if (!here()) return true;
  form.autocomplete = "off";
  if (here().channel === "telephone") readAloud();
  const words = question("ask-notice")?.querySelector(".form-words");
  if (words && clerkHere()) words.textContent = say("counter.notice");
  return true;
}

/** The one insured place of a counter that serves one, else undefined. */
export const ownPlace = (places) => (here()?.places.length === 1 ? places.find((place) => place.code === here().places[0]) : undefined);

/** Fill in what a hospital's referral always says. */
export function presetReferral() {
  const referral = here()?.referral;
  if (!referral) return;
  setAnswer("/referral/institution", referral.institution);
  setAnswer("/referral/level", String(referral.level));
  document.getElementById("referral-institution").readOnly = true;
  for (const level of form.querySelectorAll("[name='/referral/level']:not(:checked)")) level.disabled = true;
}

/** Add to a filing what only a counter says. */
export const fromCounter = fromHere;

// A new document: nothing of the last person is left in memory, in the fields or behind the browser's Back.
function wipe() {
  form.reset();
  forgetHandedOver();
  window.dispatchEvent(new Event("form-left"));
  location.replace(FRESH.after);
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
