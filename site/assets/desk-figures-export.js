// Takes filings of the chosen place and period out as a file.

import { download } from "./desk-download.js";
import { clearSummary, inWords, showProblem } from "./form-errors.js";
import { say } from "./form-words.js";

const form = document.getElementById("export-form");
const said = document.getElementById("export-said");

/** Offer it to whoever may; `asked` gives place and period as they are chosen just then. */
export function offerExport(me, asked) {
  document.getElementById("export").hidden = !me.acts.includes("export");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearSummary();
    said.textContent = say("form.waiting");
    const wanted = asked();
    for (const [name, value] of new FormData(form)) wanted.set(name, value);
    said.textContent = await take(`export?${wanted}`);
  });
}

async function take(path) {
  const taken = await download(path);
  if (taken.ok) return say("desk-figures.taken", { name: taken.ok });
  const wrong = taken.findings?.map(({ rule, params }) => say(`finding.${rule}`, params)).join(" ");
  if (taken.problem !== "officer-required") showProblem(say("desk-bar.problem"), wrong ?? inWords(taken.problem));
  return "";
}
