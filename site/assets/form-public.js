// A public or shared device: nothing is kept on it, the browser is asked to remember nothing either, and the receipt clears itself.
// The choice itself is remembered nowhere.

import { form } from "./form-fields.js";
import { keepNothing } from "./form-keep.js";
import { remember } from "./form-tabs.js";
import { element, say } from "./form-words.js";

const MINUTE = 60_000;
const SHOWN = 5 * MINUTE;
const box = document.getElementById("form-public");
const controls = [...form.querySelectorAll("[autocomplete]:not(#form-public)")].map((control) => [control, control.autocomplete]);

/** Say whether the reader has said that this is a public device. */
export const onPublic = () => box.checked;

/** Treat this device as a public one, as a kiosk does without asking, or no longer. */
export function setPublic(isPublic) {
  box.checked = isPublic;
  form.autocomplete = isPublic ? "off" : "on";
  for (const [control, own] of controls) control.autocomplete = isPublic ? "off" : own;
  if (isPublic) remember("receipt", null);
  return keepNothing(isPublic);
}

/** Clear the receipt after some minutes, a minute after it was printed, or at once when asked to; each time with a warning before. */
export function clearLater() {
  const said = element("p", { role: "status" }, say("keep.clear.text"));
  const button = (words, act) => {
    const made = element("button", { type: "button", class: "form-second" }, words);
    made.addEventListener("click", act);
    return made;
  };
  const more = button(say("keep.clear.wait"), wait);
  const actions = element("div", { class: "form-actions" }, button(say("keep.clear.now"), clear), more);
  document.getElementById("receipt").append(element("div", { class: "form-warning", id: "receipt-clear" }, said, actions));
  let timer;

  function wait() {
    clearTimeout(timer);
    more.hidden = true;
    said.textContent = say("keep.clear.text");
    timer = setTimeout(warn, SHOWN);
  }

  // Whether it was really printed no browser tells: a minute is left to see, and to say that it was not.
  function warn() {
    clearTimeout(timer);
    more.hidden = false;
    said.textContent = say("keep.clear.soon");
    said.parentElement.scrollIntoView({ block: "nearest" });
    timer = setTimeout(clear, MINUTE);
  }

  window.addEventListener("afterprint", warn);
  // Whoever leaves before does not find number and code again.
  window.addEventListener("beforeunload", hold);
  wait();
}

function hold(event) {
  event.preventDefault();
}

function clear() {
  window.removeEventListener("beforeunload", hold);
  document.getElementById("receipt").replaceChildren();
  location.replace(location.pathname);
}

box.addEventListener("change", () => setPublic(box.checked));
