// The desk's figures: what waits now, and what was done in a period, as charts and tables.

import { bars, columns } from "./charts.js";
import { today } from "./china.js";
import { call, officer, placeName } from "./desk.js";
import { offerExport } from "./desk-figures-export.js";
import { capital, named, number, shortDay, shortMonth, took } from "./figures-parts.js";
import { clearSummary, inWords, showProblem } from "./form-errors.js";
import { day, element, knows, moment, say } from "./form-words.js";

const DAYS = 30;
// So many columns can be told apart on a phone; a longer period is drawn by weeks or by months.
const MANY = 31;
const form = document.getElementById("figures-form");
const place = document.getElementById("figures-place");
const from = document.getElementById("figures-from");
const until = document.getElementById("figures-until");
const section = document.getElementById("figures");
const asked = () => new URLSearchParams({ place: place.value, from: from.value, until: until.value });

form.addEventListener("submit", (event) => {
  event.preventDefault();
  load();
});
place.addEventListener("change", load);

async function load() {
  clearSummary();
  section.setAttribute("aria-busy", "true");
  const found = await call(`figures?${asked()}`);
  section.removeAttribute("aria-busy");
  if (found.ok) {
    history.replaceState(null, "", `?${asked()}`);
    return draw(found.ok);
  }
  const wrong = found.findings?.map(({ rule, params }) => say(`finding.${rule}`, params)).join(" ");
  showProblem(say("desk-bar.problem"), wrong ?? inWords(found.problem));
}

function draw(told) {
  document.getElementById("figures-sample").hidden = !told.sample;
  document.getElementById("figures-now").replaceChildren(...now(told.waiting));
  document.getElementById("figures-period").textContent = say("desk-figures.period", { from: told.from, until: told.until });
  const closed = told.closed ? say("desk-figures.closed", { day: told.closed }) : say("desk-figures.closed.none");
  document.getElementById("figures-closed").textContent = closed;
  document.getElementById("figures-done").replaceChildren(...(told.closed ? done(told) : []));
  section.hidden = false;
}

function now({ count, oldest, ages, types, channels }) {
  const since = oldest ? say("desk-figures.oldest", { day: moment(oldest) }) : "";
  const rows = ages.map(({ from: first, to, n }) => ({ label: age(first, to), value: n, shown: number(n) }));
  const heads = [say("desk-figures.age"), say("figures.number")];
  const charts = [bars({ title: say("desk-figures.ages"), rows, heads }), counted("types", "waiting-types", types), counted("channels", "waiting-channels", channels)];
  return [numbers([[say("desk-figures.waiting"), number(count), since]]), ...(count ? [boxed(charts)] : [])];
}

function age(first, to) {
  if (first === 0) return say("desk-figures.age.first");
  return to === null ? say("desk-figures.age.last", { from: first }) : say("desk-figures.age.between", { from: first, to });
}

function done(told) {
  const { filed, decided, times } = told;
  const share = decided.total ? `${number(Math.round((100 * decided.returned) / decided.total))} %` : say("desk-figures.nothing");
  const officers = say("desk-figures.officers", { n: number(times.all.count) });
  return [
    numbers([
      [say("figures.filed"), number(filed.total), ""],
      [say("figures.decided"), number(decided.total), say("desk-figures.automatic", { n: number(decided.automatic) })],
      [say("desk-figures.returned"), share, [say("desk-figures.returned.of", { n: number(decided.returned), of: number(decided.total) }), say("desk-figures.corrections", { n: number(told.corrections) })].join(" · ")],
      [say("desk-figures.median"), took(times.all.median), officers],
      [say("desk-figures.p90"), took(times.all.p90), officers],
    ]),
    boxed([
      ...(told.days.length ? [perDay(told.days)] : []),
      counted("decisions", null, decided.decisions),
      counted("reasons", null, decided.reasons),
      counted("types", "types", filed.types),
      counted("channels", "channels", filed.channels),
      timed("types", times.types),
      timed("channels", times.channels),
      counted("identities", "identities", filed.identities),
      counted("ended", "ended", told.ended),
    ]),
  ];
}

function numbers(rows) {
  return element("dl", { class: "figures-numbers" }, ...rows.map(([term, said, more]) => {
    return element("div", {}, element("dt", {}, term), element("dd", {}, said, ...(more ? [element("small", {}, more)] : [])));
  }));
}

const boxed = (charts) => element("div", { class: "figures-charts" }, ...charts.filter(Boolean));

// Counts by some member, the largest first; nothing where there is nothing to count.
function counted(what, title, counts) {
  const rows = Object.entries(counts).map(([id, n]) => ({ label: label(what, id), value: n, shown: number(n) }));
  rows.sort((one, other) => other.value - one.value);
  const heading = title ? say(`desk-figures.${title}`) : say(`figures.chart.${what}`);
  return rows.length ? bars({ title: heading, rows, heads: [head(what), say("figures.number")] }) : null;
}

function timed(what, times) {
  const rows = Object.entries(times).map(([id, { count, median, p90 }]) => {
    const note = say("desk-figures.time", { p90: took(p90), n: number(count) });
    const cells = [took(median), took(p90), number(count)];
    return { label: label(what, id), value: median, shown: took(median), note, cells };
  });
  rows.sort((one, other) => other.value - one.value);
  const heads = [head(what), ...["desk-figures.median", "desk-figures.p90", "figures.number"].map((key) => say(key))];
  return rows.length ? bars({ title: say(`desk-figures.times-${what}`), rows, heads }) : null;
}

const head = (what) => say(knows(`figures.head.${what}`) ? `figures.head.${what}` : knows(`desk-figures.head.${what}`) ? `desk-figures.head.${what}` : `desk-figures.${what}`);

function label(what, id) {
  if (what === "identities") return capital(say(`desk-figures.identity.${id}`));
  return what === "ended" ? capital(say(`desk-figures.ended.${id}`)) : named(what, id);
}

function perDay(days) {
  const grouped = groups(days);
  const sum = (name) => (its) => its.reduce((n, one) => n + count(one, name), 0);
  const series = ["filed", "decided"].map((name) => {
    const values = grouped.rows.map(([, its]) => sum(name)(its));
    return { name: say(`figures.${name}`), values, shown: values.map(number) };
  });
  return columns({
    title: say("desk-figures.days"),
    desc: say("desk-figures.days.desc"),
    first: say(grouped.first),
    labels: grouped.rows.map(([first]) => grouped.write(first)),
    ticks: grouped.rows.map(([first]) => grouped.short(first)),
    series,
  });
}

const count = ({ filed, decisions }, name) => (name === "filed" ? filed : Object.values(decisions).reduce((n, one) => n + one, 0));

// By days, by weeks from Monday, or by months, whichever gives few enough columns.
function groups(days) {
  if (days.length <= MANY) return { first: "desk-figures.day", rows: days.map((one) => [one.day, [one]]), write: day, short: shortDay };
  if (days.length <= MANY * 7) return { first: "desk-figures.week", rows: grouping(days, monday), write: day, short: shortDay };
  return { first: "figures.month", rows: grouping(days, (written) => written.slice(0, 7)), write: shortMonth, short: shortMonth };
}

function grouping(days, of) {
  const found = new Map();
  for (const one of days) found.set(of(one.day), [...(found.get(of(one.day)) ?? []), one]);
  return [...found];
}

function monday(written) {
  const date = new Date(`${written}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

const me = await officer();
if (me?.acts.includes("figures")) {
  const given = new URLSearchParams(location.search);
  place.replaceChildren(...me.places.map((code) => element("option", { value: code }, placeName(code))));
  if (me.places.includes(given.get("place"))) place.value = given.get("place");
  place.parentElement.hidden = me.places.length < 2;
  until.value = given.get("until") || today();
  from.value = given.get("from") || new Date(Date.parse(until.value) - (DAYS - 1) * 86_400_000).toISOString().slice(0, 10);
  offerExport(me, asked);
  await load();
} else if (me) {
  form.hidden = true;
  showProblem(say("desk-bar.problem"), say("desk-bar.other-role"));
}
