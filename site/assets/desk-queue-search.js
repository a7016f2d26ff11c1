// Finds one filing by its number, or a person's filings by the number of their document.

import { call } from "./desk.js";
import { clearSummary, inWords, showProblem } from "./form-errors.js";
import { element, say } from "./form-words.js";
import { parseNumber } from "./numbers.js";
import { drawRows } from "./desk-queue-rows.js";

const form = document.getElementById("queue-search");
const by = document.getElementById("search-by");
const text = document.getElementById("search-text");
const noted = document.getElementById("search-noted");
const box = document.getElementById("queue");
const said = document.getElementById("queue-said");

/** Serve the search; `hide(hidden)` puts the queue's own controls away, `back()` shows the queue again. */
export function attachSearch({ base, me, act, back, hide }) {
  by.addEventListener("change", () => (noted.hidden = !by.value));
  by.dispatchEvent(new Event("change"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearSummary();
    const typed = text.value.trim();
    if (!typed) return wrong("empty");
    if (!by.value) return open(parseNumber(typed));
    if (typed.length > 40) return wrong("format");
    await find(by.value, typed);
  });

  function open(number) {
    if (!number) return wrong("wrong");
    location.assign(`${base}desk/file/#${number}`);
  }

  async function find(kind, number) {
    const found = await call("search", { json: { kind, number } });
    if (found.findings) return wrong("format");
    if (!found.ok) return showProblem(say("desk-queue.problem"), inWords(found.problem));
    // What was typed belongs to a person and has done its work.
    text.value = "";
    hide(true);
    const { filings } = found.ok;
    const list = filings.length ? drawRows(filings, { base, me, found: true, act: done }) : element("p", {}, say("desk-queue.search.none"));
    const home = element("button", { type: "button", class: "form-second", id: "search-back" }, say("desk-queue.search.back"));
    home.addEventListener("click", leave);
    box.replaceChildren(list, element("div", { class: "form-actions" }, home));
    said.textContent = filings.length ? say("desk-queue.search.found", { n: filings.length }) : "";
    box.focus();
  }

  // Claimed or released, a filing is to be seen in the queue again.
  async function done(filing, action) {
    hide(false);
    await act(filing, action);
  }

  async function leave() {
    hide(false);
    await back();
    box.focus();
  }
}

function wrong(why) {
  showProblem(say("desk-queue.problem"), say(`desk-queue.search.${why}`));
}
