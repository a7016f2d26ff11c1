// What is published of a place: choose one, see its months as charts and tables. The place and the month stand in the address.

import { ask } from "./api.js";
import { bars, columns } from "./charts.js";
import { attachFinder, loadPlaces } from "./finder.js";
import { capital, month as monthName, named, number, shortMonth, took } from "./figures-parts.js";
import { element, say } from "./form-words.js";

const page = document.getElementById("figures-page");
const section = document.getElementById("figures");
const title = document.getElementById("figures-title");
const said = document.getElementById("figures-said");
const sample = document.getElementById("figures-sample");
const which = document.getElementById("figures-month");
const months = document.getElementById("figures-months");
const details = document.getElementById("figures-of-month");
const PARTS = ["types", "channels", "decisions", "reasons", "returned"];
const { base, top } = page.dataset;

let place = null;
let told = null;
let turn = 0;
// What the address asks for is no step of the reader's.
let arriving = false;

const finder = attachFinder(document.getElementById("figures-place"), {
  places: () => loadPlaces(base),
  filter: ({ insures }) => insures,
  onChoose: (found) => choose(found, !arriving),
});
which.addEventListener("change", () => {
  history.replaceState(null, "", address());
  drawMonth();
});
window.addEventListener("popstate", begin);

async function choose(found, push = false) {
  place = found;
  if (push) history.pushState(null, "", address(null));
  const mine = ++turn;
  tell(say("form.waiting"));
  const answer = await ask(`${top}v1/figures/${place.code}`, {});
  if (mine !== turn) return;
  told = answer.ok ?? null;
  section.hidden = !told?.months.length;
  sample.hidden = !told?.sample;
  if (!told) return failed();
  if (!told.months.length) return tell(say("figures.none", { place: place.name }));
  tell("");
  title.textContent = place.name;
  which.replaceChildren(...told.months.map(({ month }) => element("option", { value: month }, monthName(month))));
  const asked = new URLSearchParams(location.search).get("month");
  if (told.months.some(({ month }) => month === asked)) which.value = asked;
  drawMonths();
  drawMonth();
  if (push) title.focus();
}

function drawMonths() {
  const every = [...told.months].reverse();
  const series = ["filed", "decided"].map((name) => ({
    name: say(`figures.${name}`),
    values: every.map((one) => known(one[name])),
    shown: every.map((one) => cell(one[name])),
  }));
  months.replaceChildren(columns({
    title: say("figures.chart.months"),
    desc: say("figures.chart.months.desc"),
    first: say("figures.month"),
    labels: every.map(({ month }) => monthName(month)),
    ticks: every.map(({ month }) => shortMonth(month)),
    series,
  }));
}

function drawMonth() {
  const one = told.months.find(({ month }) => month === which.value);
  const { filed, decided, times } = one;
  const answer = say("figures.answer", { month: monthName(one.month), filed: cell(filed), decided: cell(decided) });
  const long = times ? say("figures.times", { median: took(times.median), p90: took(times.p90) }) : say("figures.times.none");
  details.replaceChildren(
    element("p", { class: "figures-answer" }, capital(answer)), element("p", {}, long),
    element("div", { class: "figures-charts" }, ...PARTS.map((part) => chart(part, one[part]))),
  );
}

function chart(part, cells) {
  const heading = say(`figures.chart.${part}`);
  const rows = Object.entries(cells ?? {}).map(([id, its]) => ({ label: named(part, id), value: known(its), shown: cell(its) }));
  // Counts in order of their size; what is hidden comes last and tells nothing by where it stands.
  rows.sort((one, other) => (other.value ?? -1) - (one.value ?? -1) || one.label.localeCompare(other.label));
  if (rows.length) return bars({ title: heading, rows, heads: [say(`figures.head.${part}`), say("figures.number")] });
  return element("div", { class: "chart" }, element("h3", {}, heading), element("p", {}, say(cells ? "figures.zero" : "figures.too-few")));
}

const known = (count) => (typeof count === "number" ? count : null);

function cell(count) {
  if (count === "few") return say("figures.few", { n: told.small });
  return count === "withheld" ? say("figures.withheld") : number(count);
}

function address(month = which.value) {
  const wanted = new URLSearchParams({ place: place.code });
  if (month) wanted.set("month", month);
  return `?${wanted}`;
}

function failed() {
  const again = element("button", { type: "button", class: "main-action" }, say("form.again"));
  again.addEventListener("click", () => choose(place));
  said.replaceChildren(element("p", {}, say("figures.failed")), again);
}

function tell(words) {
  said.replaceChildren(...(words ? [element("p", {}, words)] : []));
}

async function begin() {
  const code = new URLSearchParams(location.search).get("place");
  const found = code && (await loadPlaces(base).catch(() => [])).find((one) => one.code === code && one.insures);
  if (!found) return;
  arriving = true;
  finder.choose(found);
  arriving = false;
}

begin();
