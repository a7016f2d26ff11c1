// Draws the decision helper's answer: the verdict first, then what to do, and at the end every rule with its source.

import { today } from "./china.js";
import { element, say } from "./form-words.js";

const titles = JSON.parse(document.getElementById("sources").textContent);

/**
 * Fill the page's answer. `found` is { outcome, table, insured, treated, all, answers, base, address }: what the answers led to,
 * the two places, all places, and the addresses of the language's root and of this answer.
 */
export function showAnswer(box, found) {
  const { outcome, table, treated } = found;
  const facts = (numbers) => numbers.map((number) => table.facts[number]);
  const because = facts(outcome.because);
  const others = [...new Set(outcome.parts.flatMap(([, numbers]) => numbers))].filter((number) => !outcome.because.includes(number));
  const shown = [...because, ...facts(others)];
  const marks = { "data-verdict": outcome.verdict, "data-kind": outcome.kind ?? "" };
  box.replaceChildren(
    element("h2", { id: "check-verdict", tabindex: "-1", ...marks }, say(`check.verdict.${outcome.verdict}`)),
    element("p", { class: "answer" }, say(`check.told.${outcome.verdict}`, { treated: treated.name })),
    ...warnings(shown, table),
    ...part("do", element("ol", { class: "steps" }, ...outcome.steps.map((step) => element("li", {}, say(`check.step.${step}`))))),
    ...(outcome.form ? [element("div", { class: "form-actions" }, fileNow(found))] : []),
    ...(outcome.when ? part("when", element("p", {}, say(`check.when.${outcome.when}`))) : []),
    ...(outcome.kind ? part("kind", element("p", { class: "check-kind" }, say(`type.${outcome.kind}`))) : []),
    ...outcome.parts.flatMap(([name, numbers]) => part(`part.${name}`, ...sentences(facts(numbers)))),
    ...part("reasons", because.length ? reasons(because, found) : element("p", {}, say("check.reasons.none"))),
    ...(others.length ? [more(facts(others), found)] : []),
    element("p", { class: "small" }, say("check.as-of", { day: today() })),
    element("p", { class: "check-link" }, say("check.link"), say("colon"), element("a", { href: found.address }, found.address)),
    actions(found),
  );
}

/** List the answers given so far, each with a link to change it. */
export function showGiven(box, rows) {
  box.hidden = !rows.length;
  box.querySelector("dl").replaceChildren(...rows.map(({ name, words, address }) => {
    const spoken = element("span", { class: "form-spoken" }, ` ${say(`check.label.${name}`)}`);
    const change = element("a", { href: address }, say("check.change"), spoken);
    return element("div", { "data-given": name },
      element("dt", {}, say(`check.label.${name}`)), element("dd", {}, words), element("dd", { class: "form-change" }, change));
  }));
}

function part(name, ...content) {
  return [element("h3", {}, say(`check.${name}`)), ...content];
}

// What a reader must know before relying on the answer: a source that wants checking again, a rule about to change.
function warnings(facts, table) {
  const stale = facts.some((fact) => fact.review_by < today());
  const notes = stale ? [element("p", { class: "notice", "data-stale": "" }, `${say("age.notice")} ${say("age.ask")}`)] : [];
  if (table.until) notes.push(element("p", { class: "notice", "data-until": table.until }, say("check.until", { day: table.until })));
  return notes;
}

function sentences(facts) {
  if (!facts.length) return [element("p", {}, say("check.unrecorded"))];
  return [element("ul", {}, ...facts.map((fact) => element("li", { "data-rule": fact.rule }, ...sentence(fact))))];
}

function sentence(fact) {
  const channel = fact.channel ? [element("strong", {}, say(`channel.${fact.channel}`)), say("colon")] : [];
  const papers = fact.rule === "materials" ? fact.params.list ?? [] : [];
  if (papers.length < 2 || !papers.some((entry) => entry.includes("|"))) return [...channel, say(fact.key, fact.params)];
  const list = element("ul", {}, ...papers.map((entry) => element("li", {}, say("list", { list: [entry] }))));
  return [...channel, say("rules.papers"), list];
}

function reasons(facts, found) {
  return element("ul", { class: "check-reasons" }, ...facts.map((fact) => reason(fact, found)));
}

function reason(fact, { all, base }) {
  const origin = fact.place === "CN" ? say("nation") : all.find((place) => place.code === fact.place)?.name ?? fact.place;
  const source = element("a", { href: `${base}sources/#${fact.source}` }, titles[fact.source] ?? fact.source);
  const where = fact.where ? [" ", element("span", { lang: "zh-Hans" }, fact.where)] : [];
  const dates = element("span", { class: "check-dates" }, `${say("rules.since", { day: fact.from })} ${say("rules.checked", { day: fact.checked })}`);
  const marks = { "data-rule": fact.rule, "data-place": fact.place, "data-source": fact.source, "data-review-by": fact.review_by };
  return element("li", marks, ...sentence(fact), element("span", { class: "small" }, origin, say("colon"), source, ...where, dates));
}

function more(facts, found) {
  const summary = element("summary", {}, say("check.other", { n: facts.length }));
  return element("details", { class: "check-other" }, summary, reasons(facts, found));
}

// The form opens with these answers filled in.
function fileNow({ outcome, insured, treated, answers, base }) {
  const query = new URLSearchParams({ place: insured.code, type: outcome.kind, treated: treated.code });
  if (answers.hospital) query.set("admission", answers.hospital === "in-hospital" ? "yes" : "no");
  return element("a", { class: "form-main", id: "check-file", href: `${base}file/?${query}` }, say("check.file"));
}

function actions({ insured, base }) {
  const print = element("button", { type: "button", class: "form-second", id: "check-print" }, say("check.print"));
  print.addEventListener("click", () => window.print());
  return element("div", { class: "form-actions" },
    element("a", { class: "form-second", href: `${base}places/${insured.code}/` }, say("check.place", { place: insured.name })), print,
    element("a", { class: "form-second", id: "check-again", "data-again": "", href: location.pathname }, say("check.again")));
}
