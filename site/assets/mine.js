// The page of one's own filings: sign in, and see them all with what comes next.

import { endSession, getMine, getSession } from "./api.js";
import { inWords, showProblem } from "./form-errors.js";
import { element, moment, say } from "./form-words.js";
import { loadPlaces } from "./finder.js";
import { button, drawOffer, takeReason } from "./signin.js";
import { nextWords } from "./status-answer.js";
import { spelled } from "./spelled.js";

const page = document.getElementById("mine-page");
const box = document.getElementById("mine");
const { base, top } = page.dataset;

async function begin(reason = takeReason()) {
  box.replaceChildren(element("p", { role: "status" }, say("form.waiting")));
  const found = await getSession(top);
  if (!found.ok) return refused(found.problem);
  if (!found.ok.configured) return show(element("p", { class: "form-note" }, say("mine.not-configured")), lookUp("form-main"));
  if (!found.ok.person) return offer(reason);
  const [mine, places] = await Promise.all([getMine(top), loadPlaces(base).catch(() => [])]);
  if (mine.problem === "signin-required") return offer(inWords(mine.problem));
  if (!mine.ok) return refused(mine.problem);
  list(found.ok.person, mine.ok.filings, new Map(places.map(({ code, name }) => [code, name])));
}

function refused(problem) {
  show(button(say("form.again"), () => begin("")));
  showProblem(say("problem.not-looked-up"), inWords(problem));
}

const show = (...parts) => box.replaceChildren(...parts);
const lookUp = (look) => element("div", { class: "form-actions" }, element("a", { class: look, href: `${base}status/` }, say("mine.look-up")));

function offer(reason) {
  const go = (address) => location.assign(address);
  show(
    ...drawOffer({ top, said: [say("mine.intro")], reason, go, main: true }),
    element("p", {}, say("mine.number-only")), lookUp("form-second"),
  );
}

function list(person, filings, names) {
  const out = button(say("signin.out"), signOut, { class: "form-link", id: "signin-out" });
  const who = element("div", { class: "signin mine-who" }, element("p", {}, element("strong", {}, say("signin.as", { name: person.name }))), out);
  if (!filings.length) {
    const file = element("a", { class: "form-main", href: `${base}file/` }, say("mine.file"));
    return show(who, element("p", {}, say("mine.empty")), element("div", { class: "form-actions" }, file));
  }
  const items = filings.map((each) => entry(each, names));
  show(who, element("ul", { class: "mine-list" }, ...items), element("p", { class: "form-note" }, say("mine.strange")));
}

function entry({ filing, lookup_code: code }, names) {
  const look = element("a", { class: "form-second", href: `${base}status/#${new URLSearchParams({ number: filing.number, code })}` }, say("mine.details"));
  look.append(element("span", { class: "form-spoken" }, ` ${filing.number}`));
  return element("li", {},
    element("h2", {}, say(`status.${filing.status}`)),
    element("p", { class: "mine-what" }, [names.get(filing.place) ?? filing.place, say(`type.${filing.type}`)].join(" · ")),
    element("p", {}, nextWords(filing)),
    element("p", { class: "mine-number" }, say("look-up.number")), spelled(filing.number, `number-${filing.number}`),
    element("p", { class: "mine-number" }, `${say("receipt.received")} · ${moment(filing.received_at)}`),
    look,
  );
}

async function signOut() {
  const ended = await endSession(top);
  if (!ended.ok) return refused(ended.problem);
  await begin(say("signin.out.done"));
  document.getElementById("signin-go")?.focus();
}

// A page that the browser brings back as it was may show the filings of somebody who has signed out since.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
begin();
