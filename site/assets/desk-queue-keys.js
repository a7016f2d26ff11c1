// Keyboard shortcuts of the queue. They are single letters, so they can be switched off (WCAG 2.1.4), and rest while one types.

import { step } from "./desk-queue-rows.js";

const KEPT = "beian-desk-keys";
const help = document.getElementById("queue-help");
const dialogs = [help, document.getElementById("queue-confirm")];
const on = document.getElementById("queue-keys-on");

/** Listen for shortcuts; `act(action)` claims or releases the filing that has the focus, `tick()` ticks it, `approve()` is for all ticked. */
export function attachKeys({ act, tick, approve }) {
  on.checked = localStorage.getItem(KEPT) !== "off";
  on.addEventListener("change", () => localStorage.setItem(KEPT, on.checked ? "on" : "off"));
  document.getElementById("queue-keys").addEventListener("click", () => help.showModal());
  const does = {
    j: () => step(1),
    k: () => step(-1),
    c: () => act("claim"),
    r: () => act("release"),
    x: tick,
    a: approve,
    "/": () => document.getElementById("search-text").focus(),
    "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialogs.some(({ open }) => open) || types(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!Object.hasOwn(does, key) || (event.repeat && key !== "j" && key !== "k")) return;
    event.preventDefault();
    does[key]();
  });
}

const types = (target) => target instanceof Element && target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;
