// What the status page says of a filing: what comes next, what was asked and why, what has happened so far.

import { canSay, day, element, knows, moment, pairs, say } from "./form-words.js";
import { spelled } from "./spelled.js";
import { askedOf, daysLeft, erasedOf, reasonOf, reopenedOf } from "./told.js";

/** Return the parts of the page below its title; `go` leads to what is waited for, `ways` are what else one can do now. */
export function drawAnswer(filing, place, { go, ways }, base) {
  const facts = [[say("receipt.place"), place], [say("receipt.type"), say(`type.${filing.type}`)]];
  facts.push([say("look-up.starts"), ...filing.starts.map(day)]);
  if (filing.papers_due) facts.push([say("ways.papers-due"), day(filing.papers_due)]);
  return [
    element("p", { class: "form-ticket-name" }, say("look-up.number")), spelled(filing.number, "status-number"),
    element("h3", {}, say("look-up.next")), element("p", { id: "status-next" }, nextWords(filing)), ...papersDue(filing),
    ...erasedOf(filing), ...askedOf(filing, go), ...reasonOf(filing, base), ...reopenedOf(filing), ...ways,
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

// The day itself stands in the sentence before.
const papersDue = ({ papers_due }) => (papers_due ? [element("p", { id: "status-left" }, daysLeft(papers_due))] : []);

function history(events) {
  const items = events.map((entry) => {
    const time = element("time", { datetime: entry.at }, moment(entry.at));
    return element("li", {}, element("strong", {}, eventWords(entry)), time);
  });
  return element("ol", { class: "form-history" }, ...items);
}

// The most that is known of an event: of what somebody was reminded, that nobody did it, what it was, or where it led.
function eventWords({ event, status, automatic, of }) {
  const keys = [of && `event.${event}.${of}`, automatic && `event.${event}.automatic`, `event.${event}`, `status.${event}`];
  return say(keys.find((key) => key && knows(key)) ?? `status.${status}`);
}
