// The page of corrections, changes, papers and renewals: from what may be touched over its questions to the new status.
// The page before this one hands over number, lookup code and action; the place's table is the form's.

import { admit, isAsked, offerParts, prepare, settled, showAsked, takeUp, ticked } from "./amend-parts.js";
import { remind, send } from "./amend-send.js";
import { getForm, lookUp } from "./api.js";
import { showAnswers } from "./form-answers.js";
import { wrongIn } from "./form-check.js";
import { startCounter } from "./form-counter.js";
import { clearProblems, clearSummary, inWords, showProblem, showProblems, unmark } from "./form-errors.js";
import { form } from "./form-fields.js";
import { attachFinders, settle } from "./form-finders.js";
import { moreWords } from "./form-more.js";
import { reachable, termOf } from "./form-place.js";
import { renewQuestions } from "./form-renew.js";
import { begin, goTo, isLast, lead, nameOf, now, onGoOn, onShow, steps } from "./form-steps.js";
import { freshen } from "./form-texts.js";
import { waiting as waitFor } from "./form-waiting.js";
import { say } from "./form-words.js";
import { fromFragment, handOver, handedOver } from "./hand-over.js";
import { why } from "./status-ways.js";

const page = document.getElementById("form-page");
const next = document.getElementById("form-next");
const [what] = steps;
// `path` are the steps that this reader is led through; `again` is set once they have seen all answers.
const state = { given: null, filing: null, table: null, path: [], again: false };

async function start() {
  state.given ??= fromFragment() ?? handedOver({ keep: true });
  if (!state.given?.action) return closed(say("amend.lost"));
  const { number, code, action } = state.given;
  const [found, more] = await loading(() => Promise.all([lookUp(page.dataset.top, number, code), moreWords()]));
  const problem = found.problem ?? more.problem;
  if (problem) return notLoaded(problem);
  state.filing = found.ok;
  const entry = found.ok.actions?.find((each) => each.action === action);
  if (!entry?.possible) return closed(why(entry ?? {}));
  const table = await loading(() => getForm(page.dataset.top, found.ok.place));
  if (!table.ok) return notLoaded(table.problem === "not-found" ? "internal" : table.problem);
  state.table = table.ok;
  await freshen(state.table);
  const term = termOf(table.ok, found.ok.type);
  if (!term) return closed(say("amend.not-offered"));
  admit(term, found.ok.asked);
  open(term, entry);
}

function open(term, entry) {
  const { filing, table } = state;
  prepare(table, term, filing, entry.action);
  const chosen = settled(entry, filing, term);
  const title = filing.asked ? "amend.what.correct.asked" : `amend.what.${entry.action}`;
  if (entry.members) what.querySelector("h2").lastChild.textContent = say(title);
  choose(chosen);
  // A paper that was asked for can be ticked once its part is taken up.
  if (!chosen.length) offerParts(entry, term);
  else if (filing.asked) showAsked(filing.asked, lead);
  form.hidden = false;
  begin(state.path[0]);
}

/** Take up some parts: the reader is led through their steps. */
function choose(chosen) {
  takeUp(chosen);
  const asked = steps.slice(1, -1).filter(isAsked);
  // Where there is one thing to do, nothing needs choosing first.
  const alone = ["add-papers", "renew"].includes(state.given.action);
  state.path = [...(alone ? [] : [what]), ...asked, steps.at(-1)];
}

async function loading(work) {
  const wait = document.getElementById("amend-wait");
  wait.hidden = false;
  const result = await work();
  wait.hidden = true;
  return result;
}

// Nothing can be typed here: say why, and lead back.
function closed(text) {
  const box = document.getElementById("amend-lost");
  box.querySelector("p").textContent = text;
  box.hidden = false;
}

function notLoaded(problem) {
  showProblem(say("problem.not-loaded"), inWords(problem));
  const again = document.getElementById("amend-again");
  again.hidden = false;
  again.onclick = () => {
    again.hidden = true;
    clearProblems();
    start();
  };
}

const waiting = (work) => waitFor(work, () => label(now()));

function label(step) {
  next.textContent = say(isLast(step) ? "amend.submit" : state.again ? "form.save" : "form.continue");
}

const renew = () => renewQuestions(state.table && termOf(state.table, state.filing.type));

onShow((step) => {
  renew();
  // How many steps there are is known once the parts are chosen.
  const n = state.path.indexOf(step) + 1;
  const progress = step === what && state.path.length < 3 ? "" : say("form.progress", { n, of: state.path.length });
  step.querySelector(".form-progress").textContent = progress;
  step.querySelector("h2 .form-spoken").textContent = progress && progress + say("list.comma");
  if (isLast(step)) {
    state.again = true;
    showAnswers(state.path.filter(isAsked), lead);
  }
  label(step);
});

onGoOn(goOn);

async function goOn(step) {
  if (!(await settle(step))) return showProblem(say("problem.not-loaded"), inWords("network"));
  const wrong = wrongHere(step);
  if (wrong.length) return showProblems(say("problem.title"), wrong, lead);
  clearSummary();
  if (isLast(step)) return send(state, { waiting, lead });
  if (step === what && ticked().length) choose(ticked());
  const target = following(step);
  goTo(target);
  if (isLast(target)) remind(lead);
}

function wrongHere(step) {
  const wrong = wrongIn(step);
  const parts = document.getElementById("amend-parts");
  if (step === what && !parts.hidden && !ticked().length) wrong.push({ pointer: "amend-parts", text: say("amend.parts.none") });
  const papers = step.querySelector("[data-part='materials']:not(:disabled)");
  if (papers && !wrong.length && !papers.querySelector("input:checked")) wrong.push({ pointer: "/materials", text: say("amend.papers.none") });
  return wrong;
}

/** The next step; once all answers were seen, the next one in which something is wrong or still to be answered. */
function following(step) {
  const rest = state.path.slice(state.path.indexOf(step) + 1);
  return (state.again && rest.find((each) => !isLast(each) && wrongHere(each).length)) || (state.again ? rest.at(-1) : rest[0]);
}

form.addEventListener("input", (event) => {
  for (let field = event.target.closest(".form-wrong"); field; field = field.parentElement.closest(".form-wrong")) unmark(field);
});
form.addEventListener("change", renew);
attachFinders((_, place) => reachable(state.table)(place));
for (const link of page.querySelectorAll("a[href$='status/']")) {
  link.addEventListener("click", () => {
    if (state.given) link.hash = handOver(state.given);
  });
}
if (await startCounter({ after: `${page.dataset.base}status/` })) start();
