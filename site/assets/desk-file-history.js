// Everything that has happened to a filing, and what else there is of the same person.

import { placeName } from "./desk.js";
import { labelOf } from "./desk-file-answers.js";
import { inLanguage, list as ruleList } from "./desk-file-rules.js";
import { day, element, knows, moment, pairs, say } from "./form-words.js";
import { spelled } from "./spelled.js";

/** Return the person's other filings, each a link. */
export function drawEarlier({ earlier, document: filing }) {
  if (!earlier.length) return [element("p", {}, say("desk-file.earlier.none"))];
  return [element("ul", { class: "file-earlier" }, ...earlier.map((other) => {
    const link = element("a", { href: `#${other.number}` }, spelledText(other.number));
    const about = [say(`type.${other.type}`), placeName(other.place), moment(other.received_at), ...new Set(other.starts.map(day))];
    const state = element("strong", {}, say(`status.${other.status}`));
    const ended = other.lives ? [] : [element("span", { class: "file-by" }, ` · ${say("desk-file.earlier.ended")}`)];
    const places = other.overlaps.map((i) => placeName(filing.treatments[i].place)).join(say("list.comma"));
    const overlap = places ? [element("p", { class: "form-warning" }, say("desk-file.earlier.overlap", { places }))] : [];
    return element("li", {}, element("p", {}, link, " ", state, ...ended), element("p", { class: "file-by" }, about.join(" · ")), ...overlap);
  }))];
}

const spelledText = (number) => spelled(number, `other-${number}`);

/** Return the history, the latest first: that is what an officer wants to know. */
export function drawHistory(file) {
  const amendments = new Map(file.amendments.map((each) => [each.position, each]));
  const items = file.history.map((event) => entry(event, amendments.get(event.position), file)).reverse();
  return [element("ol", { class: "form-history file-history", reversed: "" }, ...items)];
}

function entry(event, amendment, file) {
  const name = knows(`desk-file.event.${event.event}`) ? `desk-file.event.${event.event}` : `status.${event.status}`;
  const changes = amendment?.changes.length ? [changesOf(amendment, file)] : [];
  const rules = amendment?.rules.length ? [element("p", { class: "file-more" }, say("desk-file.rules.amended")), ruleList(amendment.rules, amendment.sources)] : [];
  const facts = factsOf(event, file);
  return element("li", { "data-event": event.event },
    element("strong", {}, say(name)), element("time", { datetime: event.at }, moment(event.at)),
    ...who(event), ...(facts.length ? [pairs(facts, { class: "form-pairs file-event" })] : []), ...note(event), ...changes, ...rules, record(event));
}

function who({ officer, automatic, channel, counter }) {
  const said = officer ? say("desk-file.history.by", { name: officer.name }) : automatic ? say("desk-file.history.automatic") : "";
  const through = [said, channel && say(`channel.${channel}`), counter && say("desk-file.history.counter", { counter })].filter(Boolean);
  return through.length ? [element("p", { class: "file-by" }, through.join(" · "))] : [];
}

function factsOf({ event, reason, rule, sources = [], what, asked, by, papers_due: due, until }, file) {
  const facts = [];
  if (what) facts.push([say("desk-file.history.what"), what.map((each) => say(`desk-file.what.${each}`)).join(say("list.comma"))]);
  if (reason) facts.push([say("desk-file.history.reason"), say(`reason.${reason}`)]);
  // A tombstone names the operator's rule in the operator's words; a refusal one of the place's.
  const named = rule && (event !== "erased" && knows(`rule-name.${rule}`) ? say(`rule-name.${rule}`) : rule);
  const titles = sources.map((id) => (file.sources[id] ? inLanguage(file.sources[id].title) : id));
  if (named || titles.length) facts.push([say("desk-file.history.rule"), ...[named, ...titles].filter(Boolean)]);
  if (asked?.length) facts.push([say("desk-file.history.asked"), ...asked.map((point) => pointed(point, file))]);
  if (by) facts.push([say("desk-file.history.by-day"), day(by)]);
  if (due) facts.push([say("desk-file.papers-due"), day(due)]);
  if (until) facts.push([say("desk-file.history.until"), day(until)]);
  return facts;
}

function pointed({ pointer, what, material }, file) {
  const paper = material ?? file.document?.materials[/^\/materials\/(\d+)/.exec(pointer)?.[1]]?.material;
  const part = pointer.split("/")[1];
  const label = labelOf(pointer, file);
  const name = paper ? say(`material.${paper}`) : label.startsWith("field.") ? say(`ways.part.${part}`) : label;
  return [name, say(`desk-file.point.${what}`)].join(say("colon"));
}

function note({ note: written }) {
  if (!written) return [];
  const text = written.text === null ? element("em", {}, say("desk-file.history.note.closed")) : element("blockquote", { lang: written.language, translate: "no" }, written.text);
  return [element("p", { class: "file-more" }, say("desk-file.history.note")), text];
}

function changesOf({ changes }, file) {
  const names = [...new Set(changes.map(({ pointer }) => labelOf(pointer, file)))];
  return element("p", {}, say("desk-file.history.changed"), say("colon"), names.join(say("list.comma")));
}

// The first characters of the hash tell one record from another; the whole one is in its title.
function record({ sha256, previous }) {
  const [hash, before] = [sha256, previous].map((each) => each?.slice(0, 8) ?? "");
  const text = before ? say("desk-file.history.hash.text", { hash, previous: before }) : say("desk-file.history.hash.first", { hash });
  return element("p", { class: "file-hash", title: sha256 }, say("desk-file.history.hash"), say("colon"), text);
}
