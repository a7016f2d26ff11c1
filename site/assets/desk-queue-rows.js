// The lines of a list of filings: a table on a wide screen, a list on a phone.

import { placeName } from "./desk.js";
import { today } from "./china.js";
import { element, language, say } from "./form-words.js";

const DAY = 86_400_000;
const SHORT = new Intl.DateTimeFormat(language, { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" });
const CHINA = new Intl.DateTimeFormat("sv", { dateStyle: "short", timeZone: "Asia/Shanghai" });
const WAITING = ["number", "type", "since", "due", "channel", "identity", "starts", "claimed"];
const OVERDUE = ["number", "type", "papers-due", "channel", "identity", "starts", "claimed"];
const FOUND = ["number", "status", "type", "since", "channel", "identity", "starts", "claimed"];

/**
 * Draw filings; `me` is the officer, `act(filing, action)` claims or releases. `overdue` and `found` say which list it is.
 * `tick(filing)` makes what stands before each, where filings can be ticked.
 */
export function drawRows(filings, { base, me, act, tick = null, overdue = false, found = false }) {
  // Where no source says what the place promises, one sentence above the list says so, and not every line.
  const told = (column) => column !== "due" || filings.some(({ due }) => due);
  const columns = (overdue ? OVERDUE : found ? FOUND : WAITING).filter(told);
  if (found && me.places.length > 1) columns.splice(1, 0, "place");
  if (tick) columns.unshift("tick");
  const heads = columns.map((column) => element("th", { scope: "col" }, element("span", column === "tick" ? { class: "form-spoken" } : {}, say(`desk-queue.${column}`))));
  const lines = filings.map((filing) => {
    const cells = columns.map((column) => element("td", { "data-head": say(`desk-queue.${column}`), class: `is-${column}` }, element("div", {}, ...CELLS[column](filing, { base, me, act, tick }))));
    return element("tr", { "data-number": filing.number, ...(filing.overdue ? { class: "queue-late" } : {}) }, ...cells);
  });
  return element("table", { class: "desk-table queue-table" },
    element("caption", { class: "form-spoken" }, say("desk-queue.caption")),
    element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...lines));
}

const CELLS = {
  tick: (filing, { tick }) => tick(filing),
  number: ({ number }, { base }) => [element("a", { href: `${base}desk/file/#${number}`, class: "queue-number" }, number)],
  place: ({ place }) => [placeName(place)],
  status: ({ status }) => [say(`status.${status}`)],
  type: ({ type, event, since }) => [say(`type.${type}`), ...(since && event !== "submitted" ? [element("strong", {}, say(`desk-queue.event.${event}`))] : [])],
  since: ({ since }) => (since ? [element("time", { datetime: since, title: since }, date(CHINA.format(new Date(since)))), element("small", {}, age(since))] : ["–"]),
  due: (filing) => dueOf(filing),
  "papers-due": ({ papers_due: due }) => [element("strong", {}, date(due)), element("small", {}, say("desk-queue.age.days", { n: daysTo(due, today()) }))],
  channel: ({ channel, counter }) => [say(`desk-queue.channel.${channel}`), ...(counter ? [element("small", {}, counter)] : [])],
  identity: ({ identity, commitment }) => [say(`desk-queue.identity.${identity}`), ...(commitment ? [element("small", {}, say("desk-queue.commitment.true"))] : [])],
  starts: ({ starts }) => [date(starts[0]), ...(starts.length > 1 ? [element("small", {}, `+${starts.length - 1}`)] : [])],
  claimed: (filing, { me, act }) => [...whose(filing, me), ...buttons(filing, me, act)],
};

function dueOf({ due, due_announced: announced, overdue, since }) {
  if (!due) return [since ? element("span", { class: "queue-soft" }, say("desk-queue.due.unknown")) : "–"];
  const late = overdue ? say("desk-queue.overdue") : due === today() ? say("desk-queue.due.today") : "";
  const parts = [element(late ? "strong" : "span", {}, date(due))];
  if (late) parts.push(element("strong", { class: overdue ? "queue-mark" : "" }, late));
  if (!announced) parts.push(element("small", {}, say("desk-queue.due.weekdays")));
  return parts;
}

function whose({ claimed }, me) {
  if (!claimed) return me.acts.includes("decide") ? [] : ["–"];
  return [claimed.officer.id === me.id ? element("strong", {}, say("desk-queue.you")) : element("span", {}, claimed.officer.name)];
}

function buttons(filing, me, act) {
  const action = !filing.since || !me.acts.includes("decide") ? null : !filing.claimed ? "claim" : filing.claimed.officer.id === me.id ? "release" : null;
  if (!action) return [];
  const words = say(`desk-queue.${action}`);
  const label = say("desk-queue.of", { act: words, number: filing.number });
  const button = element("button", { type: "button", class: "form-second", "data-act": action, "aria-label": label }, words);
  button.addEventListener("click", async () => {
    button.disabled = true;
    await act(filing, action);
    button.disabled = false;
  });
  return [button];
}

const date = (iso) => SHORT.format(new Date(`${iso}T00:00:00Z`));
const daysTo = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

function age(since) {
  const days = daysTo(CHINA.format(new Date(since)), today());
  return days > 0 ? say("desk-queue.age.days", { n: days }) : say("desk-queue.age.today");
}

/** Return the line that has the focus. */
export const current = (box) => box.querySelector("tbody tr:focus-within");

/** Put the focus on a filing of the list, or on the list where it is gone. */
export function focusOn(number) {
  const box = document.getElementById("queue");
  (box.querySelector(`tr[data-number="${number}"] a`) ?? box).focus();
}

/** Move the focus by so many lines. */
export function step(by) {
  const links = [...document.querySelectorAll("#queue tbody a.queue-number")];
  const at = links.findIndex((link) => link.closest("tr").matches(":focus-within"));
  links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}
