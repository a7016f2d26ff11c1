// What was answered, part by part, with what was there before and with the rules that were in force for that part.

import { placeName } from "./desk.js";
import { drawChecklist } from "./desk-file-checklist.js";
import { drawRules, leftRules } from "./desk-file-rules.js";
import { day, element, knows, moment, say } from "./form-words.js";
import { picture } from "./strokes.js";

// The parts, the members of the filing that belong to each, and the rules that they are held to.
const PARTS = [
  ["what", ["type", "scheme"], []],
  ["insured", ["insured"], []],
  ["filer", ["filer"], ["for_others"]],
  ["where", ["treatments", "admission"], ["reach", "places_max", "validity", "start", "change_lock", "after_admission"]],
  ["referral", ["referral"], ["referring_hospital", "referral"]],
  ["papers", ["letter"], ["materials", "agent_materials", "letter", "papers_due"]],
  ["contact", ["contact"], []],
  ["notice", ["notice", "clerk"], ["notice"]],
];
// What is stored has its members in the order of the alphabet; people read names first.
const ORDER = ["type", "scheme", "capacity", "relation", "name", "document", "kind", "number", "phone", "address", "place", "from", "until", "institution", "level", "admitted_on"];
// Which text it was, the hash says.
const LEFT_OUT = ["/letter/id", "/notice/id"];
const LABELS = { kind: "document", capacity: "capacity", relation: "relation", scheme: "scheme", type: "type", level: "level" };
const ENDONYMS = { "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English", ko: "조선말", ru: "Русский" };

/** Return the parts of a file's answers; `showPaper` shows one of its papers. */
export function drawAnswers(file, showPaper) {
  const rows = new Map(leaves(file).map((row) => [row.pointer, row]));
  const parts = PARTS.flatMap(([id, members, rules]) => {
    const own = [...rows.values()].filter(({ pointer }) => members.includes(pointer.split("/")[1]));
    const papers = id === "papers" ? drawChecklist(file, showPaper) : [];
    if (!own.length && !papers.length) return [];
    const list = own.length ? [element("dl", { class: "file-pairs" }, ...own.map((row) => answer(row, file)))] : [];
    const title = element("h3", { id: `file-part-${id}` }, say(`desk-file.group.${id}`));
    return [element("section", { class: "file-part", "aria-labelledby": `file-part-${id}` }, title, ...list, ...papers, ...drawRules(file, rules))];
  });
  return [...parts, ...leftRules(file, PARTS.flatMap(([, , rules]) => rules))];
}

// Every answer that there is or was, by its pointer, in the order of the document; `was` are its changes, the oldest first.
function leaves(file) {
  const changes = file.amendments.flatMap(({ changes: made, ...event }) => made.map((change) => ({ ...change, event })));
  const found = [...walk(file.document ?? {}, "")];
  for (const { pointer, old, new: now } of changes) {
    if (!found.some((row) => row.pointer === pointer)) found.push({ pointer, value: file.document ? null : now ?? old });
  }
  return found.map((row) => ({ ...row, was: changes.filter(({ pointer }) => pointer === row.pointer) }));
}

function* walk(value, pointer) {
  if (pointer.startsWith("/materials") || LEFT_OUT.includes(pointer)) return;
  if (value === null || typeof value !== "object") return yield { pointer, value };
  const parts = Object.entries(value).sort(([one], [other]) => rank(one) - rank(other));
  for (const [key, part] of parts) yield* walk(part, `${pointer}/${key}`);
}

const rank = (key) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);

function answer({ pointer, value, was }, file) {
  const shown = value === null ? element("em", { class: "file-gone" }, say("desk-file.was.gone")) : written(pointer, value);
  const before = was.map((change) => element("dd", { class: "file-was" }, ...past(pointer, change)));
  const attributes = was.length ? { class: "file-changed", "data-pointer": pointer } : { "data-pointer": pointer };
  return element("div", attributes, element("dt", {}, labelOf(pointer, file)), element("dd", {}, shown), ...before);
}

function past(pointer, { old, event }) {
  const by = say("desk-file.was.by", { event: say(`desk-file.event.${event.event}`), at: moment(event.at) });
  if (old === null) return [element("strong", {}, say("desk-file.was.added")), " ", element("span", { class: "file-by" }, by)];
  return [element("strong", {}, say("desk-file.was")), " ", element("del", {}, written(pointer, old)), " ", element("span", { class: "file-by" }, by)];
}

/** Name an answer by its pointer: as the form asks for it, or in the desk's own words; several of a kind are counted. */
export function labelOf(pointer, file) {
  const steps = pointer.split("/").slice(1);
  const name = steps.filter((step) => !/^\d+$/.test(step)).join(".");
  const label = say(knows(`desk-file.field.${name}`) ? `desk-file.field.${name}` : `field.${name}`);
  const several = (file.document?.[steps[0]]?.length ?? 0) > 1;
  return several && /^\d+$/.test(steps[1]) ? say("desk-file.of", { label, n: Number(steps[1]) + 1 }) : label;
}

function written(pointer, value) {
  const last = pointer.slice(pointer.lastIndexOf("/") + 1);
  if (value === true) return say("desk-file.yes");
  if (last === "place" || last === "insured_place") return placeName(value);
  if (last === "language") return element("span", { lang: value }, ENDONYMS[value] ?? value);
  if (last === "sha256") return element("code", {}, value.slice(0, 12));
  if (last === "drawn") return picture(value, say("desk-file.field.letter.drawn"));
  if (last === "read_at") return moment(value);
  if (last === "phone" || pointer.endsWith("/document/number")) return covered(String(value), last === "phone");
  if (last in LABELS && knows(`${LABELS[last]}.${value}`)) return say(`${LABELS[last]}.${value}`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? day(value) : named(pointer, String(value));
}

// What people have written themselves stands as it was written.
const named = (pointer, value) => element("span", { class: "file-typed", translate: "no" }, value);

/** A number that is covered until it is wanted, in groups for reading aloud; the eye finds first and last characters either way. */
function covered(value, isPhone) {
  const groups = grouped(value, isPhone);
  const plain = groups.join(" ");
  const dots = groups.map((group, i) => cover(group, i === 0, i === groups.length - 1)).join(" ");
  return element("span", { class: "file-number", translate: "no" },
    element("span", { class: "file-number-covered" }, element("span", { "aria-hidden": "true" }, dots), element("span", { class: "form-spoken" }, say("desk-file.hidden"))),
    element("span", { class: "file-number-plain" }, plain));
}

const cover = (group, first, last) => [...group].map((each, i) => ((first && i < 3) || (last && i >= group.length - 2) ? each : "•")).join("");

function grouped(value, isPhone) {
  const cuts = /^[1-9]\d{16}[\dX]$/.test(value) ? [6, 8, 4] : isPhone && /^1\d{10}$/.test(value) ? [3, 4, 4] : null;
  if (!cuts) return value.split(/[ -]+|(?<=^.{4}|^.{8}|^.{12})(?=.)/).filter(Boolean);
  let from = 0;
  return cuts.map((length) => value.slice(from, (from += length)));
}
