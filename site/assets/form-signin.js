// Signing in on the form, where the site offers it: name and number then come from the sign-in and are locked, and before the
// filing is handed in it says what it would overlap with. Without a provider, or without wanting to, the form is as it was.

import { endSession, getSession } from "./api.js";
import { atCounter } from "./form-counter.js";
import { answer, form } from "./form-fields.js";
import { goOnward } from "./form-return.js";
import { news } from "./form-waiting.js";
import { element, say } from "./form-words.js";
import { button, drawOffer, takeReason } from "./signin.js";

const page = document.getElementById("form-page");
const box = document.getElementById("form-signin");
const check = document.getElementById("signin-check");
const MEMBERS = { name: (person) => person.name, "document-kind": ({ document }) => document.kind, "document-number": ({ document }) => document.number };
// Before the steps of the form take the address over.
const reason = takeReason();
let person = null;

/** Ask whether there is a sign-in, and show it; a counter's device is nobody's own. */
export async function startSignin() {
  if (atCounter()) return;
  const found = await getSession(page.dataset.top);
  if (!found.ok?.configured) return;
  person = found.ok.person;
  lock();
  if (person) drawPerson();
  else drawSignin(reason);
}

/** Before a filing is handed in: say whether the sign-in still holds, and what the filing would overlap with. */
export async function checkSignin() {
  check.replaceChildren();
  if (!person) return;
  const found = await getSession(page.dataset.top);
  if (found.ok && !found.ok.person) return end();
  if (own() !== "insured") return;
  const { tellOverlaps } = await import("./form-overlaps.js");
  await tellOverlaps(check, page);
}

function end() {
  person = null;
  lock(true);
  drawSignin();
  check.replaceChildren(element("p", { class: "form-warning", role: "status" }, say("signin.ended")));
}

function drawSignin(why = "") {
  const without = button(say("signin.without"), () => {
    box.hidden = true;
    box.parentElement.querySelector("input:not([type=hidden]), select").focus();
  }, { class: "form-link" });
  const said = [say("signin.gives"), say("signin.free")];
  show(element("h3", { id: "signin-title" }, say("signin.title")), ...drawOffer({ top: page.dataset.top, said, reason: why, go: goOnward, rest: [without] }));
}

function drawPerson() {
  const mine = element("a", { class: "form-second", href: `${page.dataset.base}mine/` }, say("signin.mine"));
  mine.addEventListener("click", (event) => {
    event.preventDefault();
    goOnward(mine.href);
  });
  const out = button(say("signin.out"), signOut, { class: "form-link", id: "signin-out" });
  show(
    element("h3", { id: "signin-title", tabindex: "-1" }, say("signin.as", { name: person.name })),
    element("p", {}, say("signin.as.gives")),
    element("div", { class: "form-actions" }, mine, out),
  );
}

async function signOut() {
  const ended = await endSession(page.dataset.top);
  if (!ended.ok) return news(say(`problem.${ended.problem}`));
  person = null;
  lock();
  drawSignin();
  check.replaceChildren();
  news(say("signin.out.done"));
  document.getElementById("signin-go").focus();
}

function show(...parts) {
  box.replaceChildren(...parts);
  box.hidden = false;
}

// The one of the two whose details the sign-in proves: whoever files.
const own = () => (answer("/filer/capacity") === "agent" ? "filer" : "insured");

/** Fill in and lock what the sign-in says, and open again what it says no more; `keep` leaves what stands there. */
function lock(keep = false) {
  for (const who of ["insured", "filer"]) {
    const on = Boolean(person) && who === own();
    for (const [member, of] of Object.entries(MEMBERS)) {
      const control = document.getElementById(`${who}-${member}`);
      if (on) hold(control, of(person), member === "name");
      else if ("signedIn" in control.dataset) release(control, keep);
    }
  }
}

function hold(control, value, explained) {
  control.value = value;
  control.dataset.signedIn = value;
  if (control.matches("select")) for (const option of control.options) shut(option, option.value !== value);
  else control.readOnly = true;
  const id = `${control.id}-locked`;
  if (!explained || document.getElementById(id)) return;
  control.before(element("p", { class: "form-hint", id }, say("signin.locked")));
  control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
}

// Opens again only what was shut here: others shut options for reasons of their own.
function shut(option, on) {
  if (on && !option.disabled) option.dataset.shut = "";
  if (!on && "shut" in option.dataset) delete option.dataset.shut;
  else if (!on) return;
  option.disabled = on;
}

function release(control, keep) {
  if (!keep && !control.matches("select") && control.value === control.dataset.signedIn) control.value = "";
  delete control.dataset.signedIn;
  if (control.matches("select")) for (const option of control.options) shut(option, false);
  else control.readOnly = false;
  const id = `${control.id}-locked`;
  document.getElementById(id)?.remove();
  const rest = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
  if (rest.length) control.setAttribute("aria-describedby", rest.join(" "));
  else control.removeAttribute("aria-describedby");
}

// After everybody else has done what follows from the change, or from an emptied form.
for (const name of ["change", "restored", "reset"]) form.addEventListener(name, () => setTimeout(lock));
