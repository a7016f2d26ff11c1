// A filing as an officer opens it. Its number is the address's fragment, which reaches no server's log.

import { call, officer, placeName } from "./desk.js";
import { drawAnswers } from "./desk-file-answers.js";
import { drawEarlier, drawHistory } from "./desk-file-history.js";
import { Viewer } from "./desk-file-papers.js";
import { clearSummary, inWords, showProblem } from "./form-errors.js";
import { day, element, moment, pairs, say } from "./form-words.js";
import { parseNumber } from "./numbers.js";
import { spelled } from "./spelled.js";

const asked = document.getElementById("file-ask");
const number = document.getElementById("file-number");
const sheet = document.getElementById("file");
const head = document.getElementById("file-head");
const numbers = document.getElementById("file-numbers");

asked.addEventListener("submit", (event) => {
  event.preventDefault();
  location.hash = parseNumber(number.value) ?? number.value.trim();
});
window.addEventListener("hashchange", () => open());
numbers.addEventListener("click", () => showNumbers(numbers.getAttribute("aria-pressed") === "false"));

/** Open the filing that the address names; `done` is called once it is on the page. */
async function open() {
  clearSummary();
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (!wanted) return ask();
  sheet.setAttribute("aria-busy", "true");
  const found = await call(`filings/${encodeURIComponent(wanted)}`);
  sheet.removeAttribute("aria-busy");
  if (!found.ok) {
    ask(wanted);
    return found.problem === "officer-required" ? null : showProblem(say("desk-file.not-opened"), inWords(found.problem));
  }
  asked.hidden = true;
  sheet.hidden = false;
  await show(found.ok);
  head.focus();
  window.scrollTo(0, 0);
}

function ask(wanted = "") {
  sheet.hidden = true;
  asked.hidden = false;
  document.getElementById("file-ask-said").hidden = Boolean(wanted);
  number.value = wanted;
}

async function show(file) {
  head.replaceChildren(...heading(file), ...notes(file));
  const viewer = new Viewer(file, document.getElementById("file-papers-body"));
  document.getElementById("file-answers-body").replaceChildren(...drawAnswers(file, (paper) => viewer.show(paper, 1, true)));
  document.getElementById("file-earlier").replaceChildren(...drawEarlier(file));
  document.getElementById("file-history").replaceChildren(...drawHistory(file));
  showNumbers(false);
  await Promise.all([viewer.begin(), decide(file)]);
}

// Whoever decides has a panel of their own, which draws itself anew after each decision: the file is then opened again.
async function decide(file) {
  const place = document.getElementById("decision");
  place.replaceChildren();
  const found = await import("./desk-decide.js").catch(() => null);
  if (found) return found.panel(place, file, () => open());
  return place.append(element("p", { class: "form-note" }, say("desk-file.no-panel")));
}

function heading(file) {
  const rows = [
    [say("desk-file.field.insured_place"), placeName(file.place)],
    [say("desk-file.received"), moment(file.received_at)],
    [say("desk-file.channel"), ...channel(file.history[0])],
    [say("desk-file.identity"), say(`desk-file.identity.${identity(file)}`)],
  ];
  if (file.approved_on) rows.push([say("desk-file.approved-on"), day(file.approved_on)]);
  if (file.papers_due) rows.push([say("desk-file.papers-due"), day(file.papers_due)]);
  const status = element("p", { class: "file-status" }, say(`status.${file.status}`));
  const title = element("div", { class: "file-name" }, element("h2", {}, say(`type.${file.type}`)), element("div", {}, status, toDecision()));
  return [title, spelled(file.number, "file-is"), pairs(rows, { class: "file-facts" })];
}

// Not a link: the fragment of the address is the filing's number.
function toDecision() {
  const go = element("button", { type: "button", class: "form-second", id: "file-decide" }, say("desk-file.decision"));
  go.addEventListener("click", () => {
    const place = document.getElementById("decision");
    place.scrollIntoView({ block: "start" });
    place.focus({ preventScroll: true });
  });
  return go;
}

function channel({ channel: through, counter }) {
  return counter ? [say(`channel.${through}`), say("desk-file.history.counter", { counter })] : [say(`channel.${through}`)];
}

// A correction of the person or the agent makes declared again what somebody had signed in for.
const identity = ({ history }) => history.findLast((event) => event.identity).identity;

function notes(file) {
  const { history, holds, status, approved_on: since, waiting } = file;
  const [first, ...later] = history.filter(({ seal }) => seal);
  const said = [];
  if (first && first.seal !== "open") said.push(["form-warning", say(`desk-file.seal.${first.seal}`)]);
  else for (const { seal, position, event } of later) if (seal !== "open") said.push(["form-warning", ...closed(seal, position, event)]);
  for (const { at, officer: who } of holds) said.push(["form-note", say("desk-file.held", { at: moment(at), name: who?.name ?? "" })]);
  if (since && status === "refused") said.push(["form-note", say("desk-file.as-before")]);
  else if (since) for (const what of waiting) said.push(["form-note", say(`desk-file.waits.${what}`)]);
  return said.map(([look, ...sentences]) => element("div", { class: look }, ...sentences.map((sentence) => element("p", {}, sentence))));
}

const closed = (seal, n, event) => [say("desk-file.seal.part", { n, event: say(`desk-file.event.${event}`) }), say(`desk-file.seal.${seal}`)];

// Others may see the screen: numbers are read when they are wanted, and covered again with the next file.
function showNumbers(shown) {
  numbers.setAttribute("aria-pressed", String(shown));
  numbers.textContent = say(shown ? "desk-file.numbers.hide" : "desk-file.numbers.show");
  const covered = [...sheet.querySelectorAll(".file-number")];
  numbers.hidden = !covered.length;
  for (const each of covered) each.classList.toggle("file-number-shown", shown);
}

if (await officer()) await open();
