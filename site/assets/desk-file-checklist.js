// Which papers the type asks for, and which of them are there: given, seen by the clerk, promised, replaced by a letter, or missing.

import { element, say } from "./form-words.js";

/** Return the checklist of a file; `showPaper` shows one of its papers. */
export function drawChecklist(file, showPaper) {
  const { checklist, document: filing } = file;
  if (!filing) return [];
  const used = new Set(checklist?.flatMap(({ materials }) => materials));
  const more = filing.materials.map((_, i) => i).filter((i) => !used.has(i));
  const parts = [element("h4", {}, say("desk-file.checklist"))];
  if (!checklist) parts.push(element("p", {}, say("desk-file.checklist.unknown")));
  else if (!checklist.length) parts.push(element("p", {}, say("desk-file.checklist.nothing")));
  else parts.push(element("ul", { class: "file-checklist" }, ...checklist.map((group) => entry(group, file, showPaper))));
  if (more.length) {
    const title = checklist?.length ? [element("p", { class: "file-more" }, say("desk-file.checklist.more"))] : [];
    parts.push(...title, element("ul", { class: "file-checklist" }, ...more.map((i) => element("li", { class: "file-is-more" }, ...material(i, file, showPaper)))));
  } else if (!filing.materials.length && !checklist?.length) parts.push(element("p", {}, say("desk-file.checklist.none")));
  return [element("div", { id: "file-checklist" }, ...parts)];
}

function entry({ any_of: wanted, whose, state, materials }, file, showPaper) {
  const mark = element("span", { class: "file-state" }, say(`desk-file.checklist.${state}`));
  const who = whose === "agent" ? [element("span", { class: "file-by" }, say("desk-file.checklist.agent"), say("colon"))] : [];
  const names = element("span", {}, ...who, wanted.map((id) => say(`material.${id}`)).join(say("list.either")));
  const there = materials.flatMap((i) => material(i, file, showPaper, wanted.length === 1));
  return element("li", { class: `file-is-${state}`, "data-state": state }, element("p", {}, mark, " ", names), ...there);
}

function material(i, file, showPaper, isNamed = false) {
  const paper = file.document.materials[i];
  const name = say(`material.${paper.material}`);
  const files = file.papers.filter(({ belongs_to: where }) => where === i);
  const closed = files.find(({ state }) => state !== "open");
  const buttons = closed ? [element("p", { class: "file-by" }, say(`desk-file.viewer.closed.${closed.state}`))] : files.map((each, n) => {
    const show = element("button", { type: "button", class: "form-second" }, say("desk-file.viewer.show", { name: say("desk-file.viewer.paper", { name, n: n + 1 }) }));
    show.addEventListener("click", () => showPaper(each));
    return show;
  });
  const how = paper.seen ? "seen" : paper.later ? "later" : null;
  const said = isNamed ? [] : [element("p", { class: "file-paper" }, how ? `${name} · ${say(`desk-file.checklist.${how}`)}` : name)];
  return [...said, ...(buttons.length ? [element("div", { class: "file-shows" }, ...buttons)] : [])];
}
