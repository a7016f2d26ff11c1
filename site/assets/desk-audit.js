// The audit log: its entries of a place on a day, in the order of their time. Beside it a filing may be taken out.

import { call, officer, placeName } from "./desk.js";
import { attachProof } from "./desk-proof.js";
import { clearSummary, inWords, showProblem } from "./form-errors.js";
import { element, language, say } from "./form-words.js";
import { today } from "./china.js";

const TIME = new Intl.DateTimeFormat(language, { timeStyle: "medium", timeZone: "Asia/Shanghai" });
const COLUMNS = ["time", "who", "act", "number"];
const form = document.getElementById("audit-form");
const place = document.getElementById("audit-place");
const day = document.getElementById("audit-day");
const box = document.getElementById("audit-entries");
const more = document.getElementById("audit-more");
let next = null;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  box.replaceChildren();
  load("");
});
more.addEventListener("click", () => load(next));

async function load(after) {
  clearSummary();
  more.hidden = true;
  const found = await call(`audit?${new URLSearchParams({ place: place.value, day: day.value, after })}`);
  if (!found.ok) return showProblem(say("desk-bar.problem"), inWords(found.problem));
  next = found.ok.next;
  more.hidden = !next;
  if (!box.children.length) box.replaceChildren(found.ok.entries.length ? table() : element("p", {}, say("desk-audit.none")));
  box.querySelector("tbody")?.append(...found.ok.entries.map(row));
}

function table() {
  const heads = COLUMNS.map((column) => element("th", { scope: "col" }, say(`desk-audit.${column}`)));
  return element("table", { class: "desk-table" }, element("thead", {}, element("tr", {}, ...heads)), element("tbody"));
}

function row(entry) {
  const whole = element("details", {}, element("summary", {}, say("desk-audit.whole")), element("pre", { lang: "en" }, JSON.stringify(entry, null, 1)));
  const cells = [
    [element("time", { datetime: entry.at }, TIME.format(new Date(entry.at)))],
    [entry.officer.name, " ", element("small", {}, entry.officer.id)],
    [act(entry), whole],
    entry.number ? [entry.number] : [],
  ];
  return element("tr", {}, ...cells.map((said, i) => {
    return element("td", { "data-head": say(`desk-audit.${COLUMNS[i]}`) }, ...(said.length ? [element("div", {}, ...said)] : []));
  }));
}

const act = ({ act: name, what, why }) => say(`desk-audit.act.${name}`, { what: say(`desk-audit.what.${what}`), why: say(`desk-audit.why.${why}`) });

const me = await officer();
if (me?.acts.includes("audit")) {
  place.replaceChildren(...me.places.map((code) => element("option", { value: code }, placeName(code))));
  place.parentElement.hidden = me.places.length < 2;
  day.value = today();
  document.getElementById("proof").hidden = !me.acts.includes("proof");
  attachProof();
  await load("");
} else if (me) {
  document.getElementById("audit").hidden = true;
  showProblem(say("desk-bar.problem"), say("desk-bar.other-role"));
}
