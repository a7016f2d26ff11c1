// The status page: a number in, what has happened, what comes next and what one can do now out.

import { getSession, lookUp } from "./api.js";
import { here, startHere } from "./counter-here.js";
import { clearProblems, inWords, showProblem, showProblems, unmark } from "./form-errors.js";
import { say } from "./form-words.js";
import { loadPlaces } from "./finder.js";
import { forget, fromFragment, handedOver } from "./hand-over.js";
import { parseCode, parseNumber } from "./numbers.js";
import { drawAnswer } from "./status-answer.js";
import { drawWays } from "./status-ways.js";

const page = document.getElementById("status-page");
const form = document.getElementById("status-form");
const section = document.getElementById("status-answer");
const button = form.querySelector("button");
const code = document.getElementById("code");
const number = document.getElementById("number");
const said = document.getElementById("status-said");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-disabled")) return;
  clearProblems();
  const wrong = wrongOnes();
  if (wrong.length) return showProblems(say("problem.title"), wrong, (field) => field.querySelector("input").focus());
  button.setAttribute("aria-disabled", "true");
  button.textContent = say("form.waiting");
  const given = { number: parseNumber(number.value), code: code.value.trim() && parseCode(code.value) };
  const result = await lookUp(page.dataset.top, given.number, given.code);
  button.removeAttribute("aria-disabled");
  button.textContent = say("look-up.submit");
  if (!result.ok) return refused(result.problem);
  await show(result.ok, given.code);
});

function wrongOnes() {
  const wrong = [];
  if (!number.value.trim()) wrong.push({ pointer: "number", text: say("finding.required", { label: say("look-up.number") }) });
  else if (!parseNumber(number.value)) wrong.push({ pointer: "number", text: say("finding.number") });
  if (code.value.trim() && !parseCode(code.value)) wrong.push({ pointer: "code", text: say("finding.lookup-code") });
  return wrong;
}

function refused(problem) {
  showProblem(say("problem.not-looked-up"), inWords(problem));
}

/** Show a filing; `done` is a sentence about what has just happened to it. */
async function show(filing, given, done = "") {
  const place = await placeName(filing.place);
  clearProblems();
  said.textContent = done;
  said.hidden = !done;
  document.getElementById("status-title").textContent = say(`status.${filing.status}`);
  const ways = drawWays({ filing, code: given, page, again, shown: (next, words) => show(next, given, words), askCode });
  document.getElementById("status-body").replaceChildren(...drawAnswer(filing, place, ways, page.dataset.base));
  form.hidden = true;
  section.hidden = false;
  document.getElementById("status-title").focus();
  window.scrollTo(0, 0);
}

/** Look the same filing up again, because it is not what the page has shown; says what happened. */
async function again(filing, given, words) {
  const result = await lookUp(page.dataset.top, filing.number, given);
  if (!result.ok) return refused(result.problem);
  await show(result.ok, given, words);
}

/** Back to the two fields, with the number that is known, to enter the code. */
function askCode(known) {
  section.hidden = true;
  form.hidden = false;
  number.value = known;
  code.focus();
}

async function placeName(wanted) {
  const places = await loadPlaces(page.dataset.base).catch(() => []);
  return places.find((place) => place.code === wanted)?.name ?? wanted;
}

form.addEventListener("input", (event) => unmark(event.target.closest(".form-field")));
document.getElementById("status-another").addEventListener("click", () => {
  forget();
  clearProblems();
  section.hidden = true;
  form.reset();
  form.hidden = false;
  number.focus();
});

/** Begin with what was brought along: from a receipt's QR code, from the page of changes, or a number from a link. */
function begin() {
  const brought = fromFragment() ?? handedOver();
  form.hidden = false;
  if (brought?.filing) return show(brought.filing, brought.code, say(`ways.done.${brought.done}`));
  number.value = brought?.number ?? new URLSearchParams(location.search).get("number") ?? "";
  code.value = brought?.code ?? "";
  if (brought) form.requestSubmit();
}

window.addEventListener("hashchange", () => {
  if (location.hash.includes("number=")) begin();
});

// At a kiosk the next person finds an empty page, also behind the browser's Back.
function wipe() {
  forget();
  form.reset();
  section.hidden = true;
  location.replace(location.pathname);
}

if (await startHere(wipe)) begin();
// Where nobody can sign in nothing is said of it, nor on a device that is everybody's.
getSession(page.dataset.top).then(({ ok }) => (document.getElementById("status-mine").hidden = !ok?.configured || here() !== null));
