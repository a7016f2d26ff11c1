// Takes one filing out as a zip file with all that is needed to verify it elsewhere.

import { download } from "./desk-download.js";
import { clearSummary, inWords, showProblem } from "./form-errors.js";
import { say } from "./form-words.js";
import { parseNumber } from "./numbers.js";

const form = document.getElementById("proof-form");
const number = document.getElementById("proof-number");
const said = document.getElementById("proof-said");
let busy = false;

/** Serve the form; each time that something is taken out is noted, so two presses are one. */
export function attachProof() {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    clearSummary();
    said.textContent = say("form.waiting");
    said.textContent = await take(parseNumber(number.value));
    busy = false;
  });
}

async function take(wanted) {
  const taken = wanted ? await download(`filings/${wanted}/proof`) : { problem: "not-found" };
  if (taken.ok) return say("desk-proof.taken", { name: taken.ok });
  if (taken.problem === "not-found") showProblem(say("desk-proof.problem"), say("desk-proof.not-found"));
  else if (taken.problem !== "officer-required") showProblem(say("desk-proof.problem"), inWords(taken.problem));
  return "";
}
