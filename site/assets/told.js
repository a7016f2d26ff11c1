// What the agency has said about a filing, in the reader's words: why, what to correct, until when, how to appeal. On the status page
// and on the page of corrections alike.

import { today } from "./china.js";
import { element, knows, language, say } from "./form-words.js";

const DAY = 24 * 60 * 60 * 1000;

/** Name what a point leads to: a question of the form, a part of the filing, or a paper. */
export function pointName({ pointer, material }) {
  const steps = pointer.split("/").slice(1);
  if (material && knows(`material.${material}`)) return say(`material.${material}`);
  if (steps[0] === "materials" && /^\d+$/.test(steps[1])) return say("told.paper.other", { n: Number(steps[1]) + 1 });
  const named = steps.filter((step) => !/^\d+$/.test(step));
  const which = steps[0] === "treatments" && Number(steps[1]) > 0 ? ` ${Number(steps[1]) + 1}` : "";
  const keys = [`field.${named.join(".")}`, `ways.part.${named[0]}`];
  // A part as a whole is called by its own name, not by a question's.
  const key = (named.length > 1 ? keys : keys.reverse()).find(knows);
  return key ? say(key) + which : say("ways.part.other");
}

/** Say what is wrong with it. */
export const pointWhat = ({ pointer, what }) => say(pointer === "/materials/-" ? "told.what.missing" : `told.what.${what}`);

/** List the points; `name(point)` makes the element that names one. */
export function pointList(points, name = (point) => element("strong", {}, pointName(point))) {
  const items = points.map((point) => element("li", {}, name(point), element("span", { class: "told-what" }, pointWhat(point))));
  return element("ul", { class: "told-points" }, ...items);
}

/** Say until when, and how many days that leaves. */
export function untilWhen(by) {
  if (!by) return element("p", { class: "told-until" }, say("told.no-day"));
  return element("p", { class: "told-until" }, element("strong", {}, say("told.by", { date: by })), " ", daysLeft(by));
}

/** Say how many days are left until a day, that one included. */
export function daysLeft(by) {
  const left = Math.round((Date.parse(by) - Date.parse(today())) / DAY);
  return left > 0 ? say("told.left", { n: left }) : say(left ? "told.left.over" : "told.left.today");
}

/** Show an officer's own words as they were written, with a line saying in which language; nothing where there are none. */
export function noteOf(note, title = note && `told.note.${note.language}`) {
  if (!note) return [];
  const lines = note.text.split(/\n+/).filter((line) => line.trim());
  const text = element("blockquote", { class: "told-note", lang: note.language }, ...lines.map((line) => element("p", {}, line)));
  return [element("p", { class: "told-note-title" }, say(title)), text];
}

/** Say why something was refused, by which rule, and what to do for whoever does not agree; nothing where no reason was given. */
export function reasonOf({ reason, place }, base) {
  if (!reason) return [];
  const { code } = reason;
  const words = knows(`reason.${code}`) ? say(`reason.${code}`) : say("ways.reason.unknown", { code });
  const box = element("section", { class: "told-box", id: "status-reason-box", "aria-labelledby": "reason-title" },
    element("h3", { id: "reason-title" }, say("ways.reason")), element("p", { class: "told-lead", id: "status-reason" }, words),
    ...noteOf(reason.note), ...ruleOf(reason, place, base),
    element("h3", {}, say("told.appeal")), ...appealOf(reason.appeal));
  return [box];
}

function ruleOf({ rule, sources }, place, base) {
  if (!rule) return [];
  const titles = JSON.parse(document.getElementById("sources").textContent);
  const links = sources.map((id) => element("li", {}, element("a", { href: `${base}sources/#${id}` }, titles[id] ?? id)));
  const rules = element("a", { href: `${base}places/${place}/` }, say("told.rule.more"));
  const named = element("p", {}, say("told.rule"), say("colon"), element("strong", {}, say(`rule-name.${rule}`)));
  const from = links.length ? [element("p", {}, say("told.source"), say("colon")), element("ul", { class: "told-sources" }, ...links)]
    : [element("p", {}, say("told.source.unknown"))];
  return [element("div", { class: "told-rule", id: "status-rule" }, named, ...from, element("p", {}, rules))];
}

function appealOf(appeal) {
  // In the reader's language, or in the agency's own.
  const own = [language, "zh-Hans"].find((tongue) => appeal?.[tongue]);
  if (!own) return [element("p", { id: "status-appeal" }, say("told.appeal.unknown"))];
  const foreign = own !== language && !language.startsWith("zh");
  const lead = foreign ? [element("p", { class: "told-note-title" }, say("told.appeal.zh-Hans"))] : [];
  return [...lead, element("p", { id: "status-appeal", lang: own }, appeal[own])];
}

/** Say what has been asked for, until when, and lead to where it is done; `go` are the elements that lead there. */
export function askedOf({ asked }, go) {
  if (!asked) return [];
  const box = element("section", { class: "told-box told-todo", id: "status-asked", "aria-labelledby": "asked-title" },
    element("h3", { id: "asked-title" }, say("told.asked")), pointList(asked.points), ...noteOf(asked.note), untilWhen(asked.by), ...go);
  return [box];
}

/** Say why a supervisor has it looked at again. */
export const reopenedOf = ({ note }) =>
  note ? [element("section", { class: "told-box", id: "status-reopened" }, element("h3", {}, say("told.reopened")), ...noteOf(note))] : [];

/** Say plainly that what was personal is gone, and since when. */
export function erasedOf({ events }) {
  const last = events.findLast(({ event }) => event === "erased");
  return last ? [element("p", { class: "form-note", id: "status-erased" }, say("told.erased", { date: inChina(last.at) }))] : [];
}

// The day of a moment, in China.
const inChina = (at) => new Date(Date.parse(at) + 8 * 60 * 60 * 1000).toISOString().slice(0, 10);
