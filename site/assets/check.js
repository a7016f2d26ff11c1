// The decision helper: the address holds the answers, so that Back, a link and a reload show the same thing.

import { attachFinder, loadPlaces, matchPlaces } from "./finder.js";
import { showAnswer, showGiven } from "./check-answer.js";
import { getTable } from "./api.js";
import { optionsOf, walk, whereOf } from "./check-table.js";
import { say } from "./form-words.js";

const page = document.getElementById("check-page");
const form = document.getElementById("check-form");
const next = document.getElementById("check-next");
const result = document.getElementById("check-result");
const back = document.getElementById("check-back");
const sections = [...form.querySelectorAll("[data-ask]")];
const NAMES = sections.map((section) => section.dataset.ask);
const PLACES = ["insured", "treated"];
const title = document.title;
const places = () => loadPlaces(page.dataset.base);
// `chosen` keeps the code that stands behind the text of a finder; `turn` tells an overtaken answer of the network.
const state = { answers: {}, asked: [], current: "", chosen: {}, turn: 0 };

const sectionOf = (name) => sections.find((section) => section.dataset.ask === name);
const headingOf = (name) => sectionOf(name).querySelector("h2");

/** Write answers as an address; `change` names the question that is to be asked again. */
function addressOf(answers, change) {
  const given = NAMES.filter((name) => answers[name]).map((name) => [name, answers[name]]);
  const query = new URLSearchParams(change ? [...given, ["change", change]] : given);
  return given.length ? `?${query}` : location.pathname;
}

function go(address) {
  const depth = (history.state?.depth ?? 0) + 1;
  if (new URL(address, location.href).href !== location.href) history.pushState({ depth }, "", address);
  return render(true);
}

/** Show what the address asks for: the question that is not answered yet, one to be changed, or the answer. */
async function render(focus) {
  const turn = ++state.turn;
  const params = new URLSearchParams(location.search);
  const answers = Object.fromEntries(NAMES.filter((name) => params.get(name)).map((name) => [name, params.get(name)]));
  const found = await waiting(() => follow(answers));
  if (turn !== state.turn) return;
  Object.assign(state, { answers, asked: found.asked });
  const change = params.get("change");
  if (found.asked.includes(change)) {
    ask(change, PLACES.includes(change) ? [] : optionsOf(found.table, found.given, change), found, focus);
  } else if (found.outcome) answer(found, focus);
  else ask(found.ask, found.options, found, focus);
  if (found.broken) showProblem("network");
}

/** Follow the answers as far as they are valid. `broken` where something could not be loaded. */
async function follow(answers) {
  if (!answers.insured) return { asked: [], ask: "insured" };
  const all = await places().catch(() => null);
  if (!all) return { asked: [], ask: "insured", broken: true };
  const [insured, treated] = PLACES.map((name) => all.find((place) => place.insures && place.code === answers[name]));
  if (!insured) return { all, asked: [], ask: "insured" };
  const { ok: table } = await getTable(page.dataset.top, insured.ruler);
  if (!table) return { all, insured, asked: [], ask: "insured", broken: true };
  if (!treated) return { all, insured, table, asked: ["insured"], ask: "treated" };
  const given = { ...answers, where: whereOf(insured.code, treated.code) };
  const end = walk(table, given);
  return { ...end, all, insured, treated, table, given, asked: [...PLACES, ...end.asked.filter((name) => name !== "where")] };
}

async function waiting(work) {
  const timer = setTimeout(() => (document.getElementById("check-said").textContent = say("check.waiting")), 500);
  next.setAttribute("aria-disabled", "true");
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    document.getElementById("check-said").textContent = "";
    next.removeAttribute("aria-disabled");
  }
}

function ask(name, options, found, focus) {
  state.current = name;
  clearProblem();
  for (const section of sections) section.hidden = section.dataset.ask !== name;
  for (const option of sectionOf(name).querySelectorAll("[data-option]")) {
    option.hidden = !options.includes(option.dataset.option);
    const input = option.querySelector("input");
    input.checked = !option.hidden && input.value === state.answers[name];
  }
  if (PLACES.includes(name)) fill(name, found[name]);
  document.getElementById("check-intro").hidden = found.asked.length > 0;
  show(form, headingOf(name), focus, found);
}

function answer(found, focus) {
  state.current = "";
  const answers = Object.fromEntries(found.asked.map((name) => [name, state.answers[name]]));
  const address = addressOf(answers);
  if (location.search !== address) history.replaceState(history.state, "", address);
  showAnswer(result, { ...found, answers, base: page.dataset.base, address: location.href });
  show(result, document.getElementById("check-verdict"), focus, found);
}

function show(part, heading, focus, found) {
  form.hidden = part !== form;
  result.hidden = part !== result;
  const answered = found.asked.filter((name) => name !== state.current);
  const before = state.current && found.asked.includes(state.current) ? answered[found.asked.indexOf(state.current) - 1] : answered.at(-1);
  document.getElementById("check-top").hidden = !before;
  back.href = addressOf(state.answers, before);
  showGiven(document.getElementById("check-given"), answered.map((name) => ({
    name, words: wordsOf(name, found), address: addressOf(state.answers, name),
  })));
  document.title = focus || found.outcome ? `${heading.textContent} - ${title}` : title;
  if (!focus) return;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

const wordsOf = (name, found) => found[name]?.name ?? say(`check.${name}.${state.answers[name]}`);

function fill(name, place) {
  state.chosen[name] = place?.code ?? "";
  document.getElementById(name).value = place?.name ?? "";
}

function showProblem(kind) {
  const note = document.getElementById(`${state.current}-error`);
  note.textContent = say(`check.problem.${kind}`);
  note.hidden = false;
  sectionOf(state.current).classList.add("form-wrong");
  const first = sectionOf(state.current).querySelector(".form-option:not([hidden]) input, .finder input");
  first.setAttribute("aria-invalid", "true");
  first.focus();
}

function clearProblem() {
  for (const note of form.querySelectorAll(".form-error")) note.hidden = true;
  for (const wrong of form.querySelectorAll(".form-wrong")) wrong.classList.remove("form-wrong");
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

/** The answer to the question that is shown; a typed name that means one place only is taken as chosen. */
async function given(name) {
  if (!PLACES.includes(name)) return form.querySelector(`[name="${name}"]:checked`)?.value ?? "";
  const typed = document.getElementById(name).value;
  if (state.chosen[name] || !typed.trim()) return state.chosen[name];
  const all = await places();
  const found = matchPlaces(all.filter((place) => place.insures), typed, 2);
  return found.length === 1 ? found[0].code : "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (next.hasAttribute("aria-disabled")) return;
  const name = state.current;
  const value = await given(name).catch(() => null);
  if (value === null) return showProblem("network");
  if (!value) return showProblem(PLACES.includes(name) ? "place" : "choice");
  await go(addressOf({ ...state.answers, [name]: value }));
});

// A link within the page changes the address only; where the reader came from there, Back goes there.
page.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?'], a[data-again]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link === back && history.state?.depth) history.back();
  else go(link.getAttribute("href"));
});

for (const name of PLACES) {
  const input = document.getElementById(name);
  input.addEventListener("input", () => (state.chosen[name] = ""));
  attachFinder(input, { places, filter: (place) => place.insures, onChoose: (place) => (state.chosen[name] = place.code) });
}
window.addEventListener("popstate", () => render(true));
render(false);
