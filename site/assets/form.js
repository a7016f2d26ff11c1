// The form: from the insured place to the receipt.
// The page brings the questions and the words, /forms/<code>.json the place's table.

import { getForm } from "./api.js";
import { now as clock } from "./china.js";
import { isTooLate } from "./form-after.js";
import { showAnswers } from "./form-answers.js";
import { askedFor, fillAsked } from "./form-asked.js";
import { wrongIn } from "./form-check.js";
import { ownPlace, presetReferral, servesPlace } from "./form-counter.js";
import { clearSummary, showProblems, unmark } from "./form-errors.js";
import { answer, demand, form, question, setAnswer } from "./form-fields.js";
import { attachFinders, choosePlace, finders, places, settle } from "./form-finders.js";
import { keep, part } from "./form-keep.js";
import { moreWords } from "./form-more.js";
import { applyPlace, applyType, farEnough, placesMax, reachable, showNeeds, termOf } from "./form-place.js";
import { renewQuestions } from "./form-renew.js";
import { failed, remind, submit } from "./form-send.js";
import { checkSignin } from "./form-signin.js";
import { start } from "./form-start.js";
import { goTo, isLast, lead, nameOf, now, onGoOn, onShow, steps } from "./form-steps.js";
import { freshen } from "./form-texts.js";
import { limitTreatments, startTreatments } from "./form-treatments.js";
import { news, waiting as waitFor } from "./form-waiting.js";
import { say } from "./form-words.js";

const page = document.getElementById("form-page");
const next = document.getElementById("form-next");
// `again` is set once the reader has seen all answers: every change then leads back there.
// `gone` is what is to be said of places of treatment that another place or type does not allow.
const state = { table: null, place: null, kind: "", again: false, gone: "" };
part("walk", { take: () => ({ step: nameOf(now()), again: state.again }), give: ({ again }) => (state.again = again) });

/** Load the table of the chosen place; says so and returns false where it cannot be had. */
async function loadTable() {
  const code = answer("/insured_place");
  if (state.table?.place === code) return true;
  const [found, more] = await waiting(() => Promise.all([getForm(page.dataset.top, code), moreWords()]));
  const problem = found.problem ?? more.problem;
  if (problem) return failed(problem === "not-found" ? "internal" : problem, "problem.not-loaded");
  state.table = found.ok;
  state.kind = "";
  await freshen(state.table);
  applyPlace(state.table);
  gone("where.gone-near", startTreatments(farEnough(state.table)));
  return true;
}

function gone(key, list, params = {}) {
  if (list.length) state.gone = [state.gone, say(key, { list, ...params })].join(" ").trim();
}

const waiting = (work) => waitFor(work, () => label(now()));

function label(step) {
  next.textContent = say(isLast(step) ? "form.submit" : state.again ? "form.save" : "form.continue");
}

onShow((step) => {
  renew();
  news("");
  setTimeout(keep);
  if (isLast(step)) {
    state.again = true;
    showAnswers(steps.slice(0, -1), lead);
    checkSignin();
  }
  label(step);
});

// Whoever signs the letter says where they live: the place's table has said so by offering the letter.
function renew() {
  renewQuestions(state.table && termOf(state.table, state.kind));
  next.hidden = nameOf(now()) === "where" && isTooLate();
  demand(question("/contact/address"), answer("ask-letter") === "yes");
}

onGoOn(goOn);

async function goOn(step) {
  state.gone = "";
  if (!(await settle(step))) return failed("network", "problem.not-loaded");
  const wrong = wrongIn(step);
  if (wrong.length) return showProblems(say("problem.title"), wrong, lead);
  clearSummary();
  if (isLast(step)) return submit({ waiting, lead, placeName: state.place.name, decision: termOf(state.table, state.kind).decision_time });
  if (nameOf(step) === "place" && !(await loadTable())) return;
  if (nameOf(step) === "type") useType();
  const target = following(step);
  goTo(target);
  news(state.gone);
  if (isLast(target)) remind(lead);
}

function useType() {
  if (state.kind === answer("/type")) return;
  state.kind = answer("/type");
  applyType(state.table, state.kind);
  const most = placesMax(state.table, state.kind);
  gone("where.gone-limit", limitTreatments(most), { n: most });
  renew();
  showNeeds(state.table, state.kind, state.place.name);
  presetReferral();
  fillAsked(places, reachable(state.table), (place) => choosePlace("/treatments/0/place", place));
}

/** The next step; once all answers were seen, the next one in which something is wrong or still to be answered. */
function following(step) {
  const rest = steps.slice(steps.indexOf(step) + 1);
  if (!state.again) return rest[0];
  if (!termOf(state.table, answer("/type"))) return steps[1];
  useType();
  renew();
  return rest.find((each) => !isLast(each) && wrongIn(each).length) ?? steps.at(-1);
}

form.addEventListener("input", (event) => {
  for (let field = event.target.closest(".form-wrong"); field; field = field.parentElement.closest(".form-wrong")) unmark(field);
  if (event.target.name === "ask-notice") setAnswer("/notice/read_at", event.target.checked ? clock().toISOString() : "");
});
form.addEventListener("change", renew);

function fits(pointer, place) {
  return pointer === "/insured_place" ? place.insures && servesPlace(place) : reachable(state.table)(place);
}

attachFinders(fits, (pointer, place) => {
  if (pointer === "/insured_place") state.place = place;
  keep();
});

const walk = { places, finders, loadTable, narrow, renew };

// The table's choices once more, over answers that were put back.
function narrow() {
  applyPlace(state.table);
  state.kind = "";
  if (termOf(state.table, answer("/type"))) useType();
}

start(walk, async () => {
  const known = (await askedFor(places)) ?? ownPlace(await places().catch(() => []));
  if (known && !answer("/insured_place")) choosePlace("/insured_place", known);
});
