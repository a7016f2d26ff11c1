// What every page of the desk shares: who is signed in, the bar that says so, and how the desk's functions are asked.

import { ask } from "./api.js";
import { inWords, showProblem } from "./form-errors.js";
import { element, knows, say } from "./form-words.js";
import { loadPlaces } from "./finder.js";

const page = document.getElementById("desk-page");
const bar = document.getElementById("desk-bar");
const outside = document.getElementById("desk-signin");
const inside = document.getElementById("desk-inside");
const { base, top, here } = page.dataset;
// Where an officer may go, by the act that their roles must allow.
const PAGES = [
  ["desk/", "queue"],
  ["desk/import/", "import"],
  ["counter/", "file"],
  ["desk/figures/", "figures"],
  ["desk/audit/", "audit"],
];
let names = new Map();

/**
 * Find out which officer is signed in: { id, name, roles, acts, places }. The bar then shows them; where nobody is, the page
 * offers to sign in and the answer is null.
 */
export async function officer() {
  outside.replaceChildren(element("p", { role: "status" }, say("form.waiting")));
  const [found, places] = await Promise.all([ask(`${top}v1/desk/session`, {}), loadPlaces(base).catch(() => [])]);
  names = new Map(places.map(({ code, name }) => [code, name]));
  if (!found.ok) return failed(found.problem);
  if (!found.ok.officer) return offer(found.ok, takeReason());
  show(found.ok.officer);
  return found.ok.officer;
}

/**
 * Ask a function of the desk, `path` below /v1/desk/: { ok }, { findings } or { problem: code }. What is sent as `json` is written
 * as JSON and what is sent as `csv` as it is; either makes it a POST. Where the sign-in has ended, the page says so by itself.
 */
export async function call(path, { json, csv, headers = {}, ...options } = {}) {
  const sent = json === undefined && csv === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": csv === undefined ? "application/json" : "text/csv", ...headers },
    body: csv ?? JSON.stringify(json),
  };
  const answer = await ask(`${top}v1/desk/${path}`, { headers, ...sent, ...options });
  if (answer.problem === "officer-required") await signedOut(inWords(answer.problem));
  return answer;
}

/** Name a place in the page's language; its code where it has no name. */
export const placeName = (code) => names.get(code) ?? code;

/** Address something that a function of the desk gives, for an image or a link. */
export const addressOf = (path) => `${top}v1/desk/${path}`;

function show({ name, roles, acts, places }) {
  outside.replaceChildren();
  const links = PAGES.filter(([, act]) => acts.includes(act)).map(([path, act]) => {
    const current = path === here ? { "aria-current": "page" } : {};
    return element("li", {}, element("a", { href: base + path, ...current }, say(`desk-bar.${act}`)));
  });
  document.getElementById("desk-nav").replaceChildren(...links);
  document.getElementById("desk-name").textContent = name;
  document.getElementById("desk-roles").textContent = roles.map((role) => say(`desk-role.${role}`)).join(say("list.comma"));
  document.getElementById("desk-places").replaceChildren(...whereFrom(places));
  bar.hidden = false;
  inside.hidden = !acts.length || !places.length;
  if (inside.hidden) outside.replaceChildren(element("p", { class: "form-warning" }, say("desk-bar.nothing")));
}

// Whoever serves a whole province need not read twenty names on every page.
function whereFrom(places) {
  const written = places.map(placeName);
  if (places.length <= 3) return [written.join(say("list.comma"))];
  return [element("details", {}, element("summary", {}, say("desk-bar.places", { n: places.length })), written.join(say("list.comma")))];
}

function failed(problem) {
  const again = element("button", { type: "button", class: "form-second" }, say("form.again"));
  again.addEventListener("click", () => location.reload());
  outside.replaceChildren(again);
  showProblem(say("desk-bar.problem"), inWords(problem));
  return null;
}

function offer({ configured, local, samples = [] }, reason) {
  bar.hidden = true;
  inside.hidden = true;
  const said = reason ? [element("p", { class: "form-warning", role: "status" }, reason)] : [];
  if (!configured && !local) said.push(element("p", { class: "form-note" }, say("desk-bar.not-configured")));
  else said.push(element("p", {}, say("desk-bar.intro")));
  if (configured) said.push(element("div", { class: "form-actions" }, element("a", { class: "form-main", id: "desk-go", href: startAddress() }, say("desk-bar.in"))));
  if (local) said.push(localOffer(samples));
  outside.replaceChildren(...said);
  return null;
}

// The fragment is no part of an address that a server sees: it is kept here while the browser is away.
function startAddress() {
  return `${top}v1/desk/session/start?${new URLSearchParams({ back: location.pathname + location.search })}`;
}

function localOffer(samples) {
  const choices = samples.map(({ id, name, roles, places }) => {
    const more = [...roles.map((role) => say(`desk-role.${role}`)), ...places.map(placeName)].join(" · ");
    const choose = element("button", { type: "button", class: "form-second", "data-officer": id }, element("span", { lang: "zh-Hans" }, name), element("small", {}, more));
    choose.addEventListener("click", () => enter(id));
    return element("li", {}, choose);
  });
  return element("section", { class: "desk-local", "aria-labelledby": "desk-local-title" },
    element("h2", { id: "desk-local-title" }, say("desk-bar.local")), element("p", {}, say("desk-bar.local.text")),
    element("ul", {}, ...choices));
}

async function enter(id) {
  const answer = await ask(`${top}v1/desk/session/local`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ officer: id }) });
  if (answer.ok) location.reload();
  else showProblem(say("desk-bar.problem"), inWords(answer.problem));
}

async function signedOut(reason) {
  const found = await ask(`${top}v1/desk/session`, {});
  if (found.ok) offer(found.ok, reason);
}

// Why signing in came to nothing, out of the address, so that a reload does not repeat it.
function takeReason() {
  const given = new URLSearchParams(location.search);
  const reason = given.get("signin") ?? "";
  if (!reason) return "";
  given.delete("signin");
  history.replaceState(history.state, "", location.pathname + (given.size ? `?${given}` : "") + location.hash);
  return knows(`desk-bar.${reason}`) ? say(`desk-bar.${reason}`) : inWords(reason);
}

document.getElementById("desk-out").addEventListener("click", async () => {
  const ended = await ask(`${top}v1/desk/session/end`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  if (ended.problem) return showProblem(say("desk-bar.problem"), inWords(ended.problem));
  await signedOut(say("desk-bar.out.done"));
  outside.querySelector("a, button")?.focus();
});

// What somebody saw who has signed out since is not to come back with the browser's own button.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
