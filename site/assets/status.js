// The status page: a number in, what has happened and what comes next out.

import { lookUp } from "./api.js";
import { clearProblems, inWords, showProblem, showProblems, unmark } from "./form-errors.js";
import { day, element, moment, pairs, say } from "./form-words.js";
import { loadPlaces } from "./finder.js";
import { parseCode, parseNumber } from "./numbers.js";
import { spelled } from "./form-answers.js";

const page = document.getElementById("status-page");
const form = document.getElementById("status-form");
const section = document.getElementById("status-answer");
const button = form.querySelector("button");
const code = document.getElementById("code");
const number = document.getElementById("number");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-disabled")) return;
  clearProblems();
  const wrong = wrongOnes();
  if (wrong.length) return showProblems(say("problem.title"), wrong, (field) => field.querySelector("input").focus());
  button.setAttribute("aria-disabled", "true");
  button.textContent = say("form.waiting");
  const result = await lookUp(page.dataset.top, parseNumber(number.value), code.value.trim() && parseCode(code.value));
  button.removeAttribute("aria-disabled");
  button.textContent = say("look-up.submit");
  if (!result.ok) return refused(result.problem);
  await show(result.ok);
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

async function show(filing) {
  const place = await placeName(filing.place);
  document.getElementById("status-title").textContent = say(`status.${filing.status}`);
  const facts = [[say("receipt.place"), place], [say("receipt.type"), say(`type.${filing.type}`)]];
  facts.push([say("look-up.starts"), ...filing.starts.map(day)]);
  document.getElementById("status-body").replaceChildren(
    element("p", { class: "form-ticket-name" }, say("look-up.number")), spelled(filing.number, "status-number"),
    element("h3", {}, say("look-up.next")), element("p", { id: "status-next" }, say(`next.${filing.status}`)),
    element("h3", {}, say("look-up.history")), history(filing.events),
    element("h3", {}, say("look-up.facts")), pairs(facts),
  );
  form.hidden = true;
  section.hidden = false;
  document.getElementById("status-title").focus();
}

function history(events) {
  const items = events.map(({ status, at }) => {
    const time = element("time", { datetime: at }, moment(at));
    return element("li", {}, element("strong", {}, say(`status.${status}`)), time);
  });
  return element("ol", { class: "form-history" }, ...items);
}

async function placeName(wanted) {
  const places = await loadPlaces(page.dataset.base).catch(() => []);
  return places.find((place) => place.code === wanted)?.name ?? wanted;
}

form.addEventListener("input", (event) => unmark(event.target.closest(".form-field")));
document.getElementById("status-another").addEventListener("click", () => {
  section.hidden = true;
  form.reset();
  form.hidden = false;
  number.focus();
});
number.value = new URLSearchParams(location.search).get("number") ?? "";
form.hidden = false;
