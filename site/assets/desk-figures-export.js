// Takes filings of the chosen place and period out as a file.

import { addressOf } from "./desk.js";
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

// A link would leave the page where the answer is a refusal.
async function take(path) {
  try {
    const answer = await fetch(addressOf(path), { credentials: "same-origin" });
    if (!answer.ok) return refused(await answer.json().catch(() => ({})));
    const name = answer.headers.get("Content-Disposition").match(/filename="([^"]+)"/)[1];
    const address = URL.createObjectURL(await answer.blob());
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    return say("desk-figures.taken", { name });
  } catch {
    return refused({ code: "network" });
  }
}

function refused({ code, findings }) {
  const wrong = findings?.map(({ rule, params }) => say(`finding.${rule}`, params)).join(" ");
  showProblem(say("desk-bar.problem"), wrong ?? inWords(code ?? "internal"));
  return "";
}
