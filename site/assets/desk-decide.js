// What an officer does with a filing that is open: which decisions are possible, why not the others, and one that is sent once.

import { newKey } from "./api.js";
import { actionWords } from "./desk-actions.js";
import { call } from "./desk.js";
import { drafts, questions } from "./desk-decide-forms.js";
import { attachKeys, shortcut } from "./desk-decide-keys.js";
import { movedWords } from "./desk-decide-moved.js";
import { inWords, sentence, troubleWords } from "./form-errors.js";
import { element, moment, say } from "./form-words.js";

const DECISIONS = ["approve", "approve-on-commitment", "ask", "refuse", "reopen"];
const ASIDE = ["claim", "release", "hold", "lift-hold"];
// What was done last, to be said once the file has been opened again, and the request that is under way.
let said = "";
let sent = { text: "", key: "" };

/** Draw what can be decided on an opened file into `place`; `onDone` opens the file again. */
export async function panel(place, file, onDone) {
  const found = new Map(file.actions.map((each) => [each.action, each]));
  const work = { place, file, onDone, found, draft: drafts(file.number) };
  const possible = DECISIONS.filter((action) => found.get(action)?.possible);
  // What was chosen stays in the draft, also while it is not possible.
  work.action = possible.includes(work.draft.action) ? work.draft.action : possible.length === 1 ? possible[0] : "";
  work.problems = element("div", { class: "form-problems", role: "alert", tabindex: "-1", hidden: "" });
  const parts = [element("h2", { id: "decision-title" }, say("desk-decide.title")), ...lastSaid(), ...claimed(work), work.problems];
  place.setAttribute("aria-labelledby", "decision-title");
  if (possible.length) parts.push(form(work, possible));
  else if (!ASIDE.some((action) => found.get(action)?.possible)) parts.push(element("p", {}, say("desk-decide.nothing")));
  place.replaceChildren(...parts, ...aside(work, ["hold", "lift-hold"]), ...whyNot(work), ...attachKeys(work, possible));
  if (possible.length) await ask(work);
}

function lastSaid() {
  const words = said;
  said = "";
  if (!words) return [];
  const back = element("a", { href: `${document.getElementById("desk-page").dataset.base}desk/` }, say("desk-decide.queue"));
  return [element("p", { class: "form-note", role: "status" }, words, " ", back)];
}

// Who has it in review; and taking it, taking it over, giving it back.
function claimed(work) {
  const { found, file } = work;
  const { rule, params } = found.get("claim");
  const words = [];
  if (rule === "yours") words.push(say("desk-decide.claimed.yours", { at: moment(since(file)) }));
  if (rule === "claimed" || rule === "take-over") words.push(say("desk-decide.claimed.other", params));
  const said = words.length ? [element("p", { class: "decide-claimed" }, ...words)] : [];
  return [...said, ...aside(work, ["claim", "release"])];
}

const since = ({ history }) => history.findLast(({ event }) => event === "claimed")?.at;

function aside(work, actions) {
  const buttons = actions.filter((action) => work.found.get(action)?.possible).map((action) => {
    const name = work.found.get(action).rule === "take-over" ? "take-over" : action;
    const button = element("button", { type: "button", class: "form-second", "data-action": action }, say(`desk-decide.${name}`), ...shortcut(action));
    button.addEventListener("click", () => send(work, { action }));
    return button;
  });
  if (!buttons.length) return [];
  const hint = actions.includes("hold") ? [element("p", { class: "form-hint" }, say("desk-decide.hold.hint"))] : [];
  return [element("div", { class: "decide-aside" }, ...buttons, ...hint)];
}

function form(work, possible) {
  const options = possible.map((action) => {
    const id = `decide-${action}`;
    const input = element("input", { type: "radio", name: "decide", id, value: action });
    input.checked = work.action === action;
    input.addEventListener("change", () => choose(work, action));
    return element("div", { class: "form-option" }, input, element("label", { for: id }, element("span", { class: "form-words" }, say(`desk-decide.${action}`)), ...shortcut(action)));
  });
  work.questions = element("div", { class: "decide-questions" });
  work.main = element("button", { type: "submit", class: "form-main" });
  const made = element("form", { class: "decide-form", novalidate: "" },
    element("fieldset", {}, element("legend", {}, say("desk-decide.ask-which")), ...options), work.questions, element("div", { class: "form-actions" }, work.main));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(work);
  });
  made.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(work);
  });
  return made;
}

async function choose(work, action) {
  work.action = work.draft.action = action;
  work.problems.hidden = true;
  await ask(work);
}

// Ask what the chosen decision wants to know; what was typed for another one is kept.
async function ask(work) {
  const { action } = work;
  work.main.hidden = !action;
  work.main.textContent = action ? say(`desk-decide.${action}`) : "";
  work.asked = action ? await questions(action, work) : null;
  if (work.action === action) work.questions.replaceChildren(...(work.asked?.parts ?? []));
}

function submit(work) {
  if (!work.asked || work.main.hasAttribute("aria-busy")) return;
  const { body, wrong } = work.asked.collect();
  if (wrong.length) return show(work, say("desk-decide.wrong"), wrong.map((text) => element("p", {}, text)));
  send(work, { action: work.action, ...body });
}

// The same decision goes under the same key until the service has answered: an answer that was lost makes no second event.
async function send(work, decision) {
  if (work.place.hasAttribute("aria-busy")) return;
  const { file } = work;
  const text = JSON.stringify([file.number, { ...decision, after: file.after }]);
  if (text !== sent.text) sent = { text, key: newKey() };
  work.place.setAttribute("aria-busy", "true");
  const answer = await call(`filings/${file.number}/events`, { json: { ...decision, after: file.after }, headers: { "Idempotency-Key": sent.key } });
  work.place.removeAttribute("aria-busy");
  if (answer.ok) return done(work, decision);
  if (answer.findings) return show(work, say("desk-decide.wrong"), answer.findings.map((finding) => element("p", {}, found(finding))));
  if (answer.problem === "filing-moved") return moved(work);
  if (answer.problem === "key-reused") sent = { text: "", key: "" };
  show(work, say("desk-decide.wrong"), troubleWords(inWords(answer.problem)));
}

function done(work, { action }) {
  if (DECISIONS.includes(action)) drafts(work.file.number, null);
  said = say("desk-decide.done", { what: say(`desk-decide.${action}`) });
  work.onDone();
}

async function moved(work) {
  const again = element("button", { type: "button", class: "form-second" }, say("desk-decide.moved.again"));
  again.addEventListener("click", () => work.onDone());
  const words = [say("desk-decide.moved"), ...(await movedWords(work.file)), say("desk-decide.moved.kept")];
  show(work, say("desk-decide.wrong"), [...words.map((text) => element("p", {}, text)), again]);
}

function found({ pointer, rule, params = {} }) {
  if (pointer === "/action") return actionWords(rule, params);
  const names = { "/by": "desk-decide.by", "/papers_due": "desk-decide.papers-due", "/reason": "desk-decide.reason", "/note": "desk-decide.note" };
  const key = names[`/${pointer.split("/")[1]}`];
  return sentence({ pointer: key ? say(key) : pointer, rule, params });
}

function show(work, title, parts) {
  work.problems.replaceChildren(element("h3", {}, title), ...parts);
  work.problems.hidden = false;
  work.problems.focus();
}

// Actions that are refused for one and the same reason stand together.
function whyNot({ found }) {
  const byWords = new Map();
  for (const { action, possible, rule, params } of found.values()) {
    if (possible) continue;
    const words = actionWords(rule, params);
    byWords.set(words, [...(byWords.get(words) ?? []), say(`desk-decide.${action}`)]);
  }
  if (!byWords.size) return [];
  const rows = [...byWords].map(([words, actions]) => element("li", {}, element("strong", {}, actions.join(say("list.comma"))), say("colon"), words));
  return [element("details", { class: "decide-why" }, element("summary", {}, say("desk-decide.why-not")), element("ul", {}, ...rows))];
}
