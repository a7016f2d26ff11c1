// Keyboard shortcuts of the decision panel: single letters, which can be switched off (WCAG 2.1.4) and rest while somebody types.

import { element, say } from "./form-words.js";

// One setting for the whole desk.
const KEPT = "beian-desk-keys";
const LETTERS = { claim: "c", release: "r", approve: "a", "approve-on-commitment": "p", ask: "b", refuse: "x" };
let listening = null;

const on = () => localStorage.getItem(KEPT) !== "off";

/** Return the mark of an action's shortcut, nothing where it has none. */
export const shortcut = (action) => (LETTERS[action] ? [" ", element("kbd", { class: "decide-key" }, LETTERS[action].toUpperCase())] : []);

/** Listen for shortcuts of this file; return the switch that turns them off. */
export function attachKeys({ place, found }, decisions) {
  listening?.abort();
  listening = new AbortController();
  document.addEventListener("keydown", (event) => press(event, place, found, decisions), { signal: listening.signal });
  const box = element("input", { type: "checkbox", id: "decide-keys" });
  box.checked = on();
  place.classList.toggle("decide-without-keys", !box.checked);
  box.addEventListener("change", () => {
    localStorage.setItem(KEPT, box.checked ? "on" : "off");
    place.classList.toggle("decide-without-keys", !box.checked);
  });
  return [element("p", { class: "decide-switch" }, box, element("label", { for: "decide-keys" }, say("desk-decide.keys")))];
}

function press(event, place, found, decisions) {
  if (!on() || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || types(event.target)) return;
  const action = Object.keys(LETTERS).find((each) => LETTERS[each] === event.key.toLowerCase());
  if (!action || !found.get(action)?.possible) return;
  event.preventDefault();
  if (!decisions.includes(action)) return place.querySelector(`[data-action="${action}"]`).click();
  const choice = place.querySelector(`#decide-${action}`);
  choice.focus();
  choice.click();
}

// In a text every letter is a letter, and a paper has keys of its own.
const types = (target) => target instanceof Element && target.closest("textarea, select, [contenteditable], .file-frame, dialog, input:not([type=radio], [type=checkbox])") !== null;
