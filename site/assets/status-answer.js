// What the status page says of a filing: what comes next, what was asked and why, what has happened so far.

import { canSay, day, element, knows, moment, pairs, say } from "./form-words.js";
import { spelled } from "./spelled.js";

/** Return the parts of the page below its title; `ways` is what one can do now. */
export function drawAnswer(filing, place, ways) {
  const facts = [[say("receipt.place"), place], [say("receipt.type"), say(`type.${filing.type}`)]];
  facts.push([say("look-up.starts"), ...filing.starts.map(day)]);
  if (filing.papers_due) facts.push([say("ways.papers-due"), day(filing.papers_due)]);
  return [
    element("p", { class: "form-ticket-name" }, say("look-up.number")), spelled(filing.number, "status-number"),
    element("h3", {}, say("look-up.next")), element("p", { id: "status-next" }, nextWords(filing)),
    ...reason(filing), ...asked(filing), ...ways,
    element("h3", {}, say("look-up.history")), history(filing.events),
    element("h3", {}, say("look-up.facts")), pairs(facts),
  ];
}

/** Say what comes next; whoever has the code is told what is known, in the place of where to ask for it. */
export function nextWords({ status, next, asked, papers_due, reason }) {
  const date = asked?.by ?? papers_due;
  const known = asked || papers_due || reason ? [`ways.next.${status}.dated`, `ways.next.${status}`] : [];
  const keys = [`next.${status}.${next}`, ...known, `next.${status}`];
  const params = date ? { date } : {};
  return say(keys.find((key) => canSay(key, params)), params);
}

function reason(filing) {
  if (!filing.reason) return [];
  const { code } = filing.reason;
  const words = knows(`reason.${code}`) ? say(`reason.${code}`) : say("ways.reason.unknown", { code });
  return [element("h3", {}, say("ways.reason")), element("p", { id: "status-reason" }, words)];
}

function asked(filing) {
  if (!filing.asked?.points.length) return [];
  return [element("h3", {}, say("ways.asked")), askedList(filing.asked.points.map(({ pointer }) => element("span", {}, askedWords(pointer))))];
}

/** List what the officer asked for. */
export const askedList = (items) => element("ul", { class: "ways-asked" }, ...items.map((item) => element("li", {}, item)));

/** Name what a pointer into the filing leads to, in the words of the form's question or of the part that it belongs to. */
export function askedWords(pointer) {
  const steps = pointer.split("/").slice(1);
  const named = steps.filter((step) => !/^\d+$/.test(step));
  const which = steps[0] === "treatments" && Number(steps[1]) > 0 ? ` ${Number(steps[1]) + 1}` : "";
  const keys = [`field.${named.join(".")}`, `ways.part.${named[0]}`];
  // A part as a whole is called by its own name, not by a question's.
  const key = (named.length > 1 ? keys : keys.reverse()).find(knows);
  return key ? say(key) + which : say("ways.part.other");
}

function history(events) {
  const items = events.map(({ event, status, at }) => {
    const time = element("time", { datetime: at }, moment(at));
    const words = say(knows(`event.${event}`) ? `event.${event}` : `status.${status}`);
    return element("li", {}, element("strong", {}, words), time);
  });
  return element("ol", { class: "form-history" }, ...items);
}
