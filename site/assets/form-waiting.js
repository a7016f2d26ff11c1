// What is said while the reader waits, and what is no mistake but should be known.

import { say } from "./form-words.js";

// From then on a reader wants to know that something still happens.
const PATIENCE = 8000;
const next = document.getElementById("form-next");
const said = document.getElementById("form-said");

/** Say something above the step; "" takes it away. */
export function news(text) {
  const note = document.getElementById("form-news");
  note.textContent = text;
  note.hidden = !text;
}

/** Await some work, and say that it takes time. The main button says so too; its own words come back with `label()`. */
export async function waiting(work, label) {
  const timer = setTimeout(() => news(say("keep.patience")), PATIENCE);
  next.textContent = said.textContent = say("form.waiting");
  next.setAttribute("aria-disabled", "true");
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    news("");
    next.removeAttribute("aria-disabled");
    said.textContent = "";
    label();
  }
}
