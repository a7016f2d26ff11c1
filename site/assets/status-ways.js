// What one can do about a filing now, what not and why; withdrawing and cancelling are asked once more and done here.

import { amendFiling, newKey } from "./api.js";
import { fromHere, token } from "./counter-here.js";
import { clearProblems, inWords, showProblem } from "./form-errors.js";
import { canSay, element, say } from "./form-words.js";
import { handOver } from "./hand-over.js";

// These two are one step; for the others there is a page on which something is entered.
const AT_ONCE = ["withdraw", "cancel"];
const WAITED = { correct: "correct", "hand-in-papers": "add-papers" };
const ENDED = ["refused", "withdrawn", "cancelled", "expired"];

/**
 * Return `go`, what leads to the correction that was asked for, and `ways`, the part of the page on what else one can do. `context` holds the filing, the lookup code that fits it, the page, and what to
 * call: `shown(filing, words)` with the new status, `again(filing, code, words)` where the page shows an old one, `askCode(number)`.
 */
export function drawWays(context) {
  const { filing, code } = context;
  if (!code) return { go: [], ways: withoutCode(context) };
  if (!filing.actions) return { go: [], ways: [] };
  const section = element("section", { class: "ways", id: "status-ways", "aria-labelledby": "ways-title" });
  fill(section, context);
  return { go: asksFor("correct", filing) ? [element("p", {}, control("correct", section, context))] : [], ways: [section] };
}

// What an officer asks for stands where that is said, and not once more among the rest.
const asksFor = (action, { asked, actions }) => action === "correct" && Boolean(asked) && actions.some((each) => each.action === action && each.possible);

function withoutCode({ filing, askCode }) {
  const button = element("button", { type: "button", class: "form-second", id: "ways-code" }, say("ways.code.enter"));
  button.addEventListener("click", () => askCode(filing.number));
  const text = element("p", {}, say("ways.code.hint"));
  return [element("div", { class: "form-note ways-code", id: "ways-hint" }, text, button)];
}

function fill(section, context) {
  const { filing } = context;
  const possible = filing.actions.filter((each) => each.possible && !asksFor(each.action, filing));
  // What is waited for comes first.
  possible.sort((one, other) => (other.action === WAITED[filing.next]) - (one.action === WAITED[filing.next]));
  const not = filing.actions.filter((each) => !each.possible);
  const ended = !possible.length && ENDED.includes(filing.status);
  const parts = possible.length ? [list(possible.map((each) => way(each, section, context)))] : [];
  if (!possible.length) parts.push(element("p", {}, say(ended ? "ways.ended" : "ways.nothing")));
  if (ended) parts.push(fileAgain(context));
  else if (not.length) parts.push(element("h3", {}, say("ways.not-now")), list(notNow(not, filing)));
  section.replaceChildren(element("h3", { id: "ways-title" }, say("ways.title")), ...parts);
}

const list = (items) => element("ul", { class: "ways-list" }, ...items);

function fileAgain({ page }) {
  const link = element("a", { class: "form-second", href: `${page.dataset.base}file/` }, say("ways.file-again"));
  return element("p", {}, link);
}

function way({ action, ...entry }, section, context) {
  const means = [element("p", {}, say(`ways.action.${action}.means`))];
  if (entry.rule) means.push(element("p", { class: "ways-held" }, why(entry)));
  return element("li", {}, control(action, section, context), element("div", {}, ...means));
}

function control(action, section, context) {
  const words = nameOf(action, context.filing);
  const look = { class: action === WAITED[context.filing.next] ? "form-main" : "form-second", id: `way-${action}` };
  const made = AT_ONCE.includes(action)
    ? element("button", { type: "button", ...look }, words)
    : element("a", { href: `${context.page.dataset.base}amend/`, ...look }, words);
  made.addEventListener("click", () => {
    if (AT_ONCE.includes(action)) return confirm(action, section, context);
    made.hash = handOver({ number: context.filing.number, code: context.code, action });
  });
  return made;
}

// Actions that wait for the same thing are named together.
function notNow(entries, filing) {
  return [...new Set(entries.map(why))].map((reason) => {
    const names = entries.filter((entry) => why(entry) === reason).map(({ action }) => nameOf(action, filing));
    return element("li", { class: "ways-not" }, element("strong", {}, names.join(say("list.comma"))), element("p", {}, reason));
  });
}

/** Say why an action, or a part of it, is not possible, and when it will be. */
export function why({ rule, params = {} }) {
  return say(canSay(`finding.${rule}`, params) ? `finding.${rule}` : "ways.why.other", params);
}

// What an officer asked for has a name of its own.
function nameOf(action, { asked }) {
  return say(action === "correct" && asked ? "told.go" : `ways.action.${action}`);
}

// One question, with what it means; the same key until there is an answer, so that pressing twice does it once.
function confirm(action, section, context) {
  clearProblems();
  const title = element("h3", { id: "ways-title", tabindex: "-1" }, say(`ways.confirm.${action}`));
  const means = ["a", "b", "c"].map((which) => element("li", {}, say(`ways.confirm.${action}.${which}`)));
  const yes = element("button", { type: "button", class: "form-main", id: "ways-yes" }, say(`ways.confirm.${action}.yes`));
  const no = element("button", { type: "button", class: "form-second", id: "ways-no" }, say(`ways.confirm.${action}.no`));
  const buttons = element("div", { class: "form-actions" }, yes, no);
  section.replaceChildren(element("div", { class: "ways-confirm" }, title, element("ul", {}, ...means), buttons));
  const key = newKey();
  yes.addEventListener("click", () => act(action, key, yes, context));
  no.addEventListener("click", () => {
    clearProblems();
    fill(section, context);
    document.getElementById(`way-${action}`).focus();
  });
  title.focus();
}

async function act(action, key, button, { filing, code, page, shown, again }) {
  if (button.getAttribute("aria-disabled")) return;
  clearProblems();
  button.setAttribute("aria-disabled", "true");
  button.textContent = document.getElementById("form-said").textContent = say("form.waiting");
  const result = await amendFiling(page.dataset.top, { number: filing.number, code }, fromHere({ action }), key, token());
  document.getElementById("form-said").textContent = "";
  button.removeAttribute("aria-disabled");
  button.textContent = say("form.again");
  if (result.ok) return shown(result.ok, say(`ways.done.${action}`));
  if (result.findings) return again(filing, code, why(result.findings[0]));
  if (result.problem === "filing-moved") return again(filing, code, inWords("filing-moved"));
  showProblem(say(`ways.stopped.${action}`), result.problem === "network" ? say("ways.unsure") : inWords(result.problem));
}
