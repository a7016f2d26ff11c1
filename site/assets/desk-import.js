// An employer's list from the file to the receipts: checked whole first, then filed; the same list may be sent again at any time.

import { getForm } from "./api.js";
import { call, officer, placeName } from "./desk.js";
import { showFindings } from "./desk-import-findings.js";
import { csv, save } from "./desk-import-file.js";
import { template } from "./desk-import-template.js";
import { clearSummary, inWords, showProblem } from "./form-errors.js";
import { element, language, say } from "./form-words.js";

const byId = (id) => document.getElementById(id);
const [place, kind, file, sound, done] = ["place", "type", "file", "sound", "done"].map((id) => byId(`import-${id}`));
const page = byId("desk-page");
const said = byId("import-said");
const declared = [...sound.querySelectorAll("[required]")];
// The bytes as they were checked: a file that is changed on the disk meanwhile is another one.
const list = { bytes: null, name: "", table: null };

async function start() {
  const who = await officer();
  if (!who?.acts.includes("import")) return;
  place.replaceChildren(...who.places.map((code) => element("option", { value: code }, placeName(code))));
  await offerTypes();
}

async function offerTypes() {
  const found = await getForm(page.dataset.top, place.value);
  list.table = found.ok ?? null;
  kind.replaceChildren(...(found.ok?.types ?? []).map((term) => element("option", { value: term.kind }, say(`type.${term.kind}`))));
  if (!found.ok) showProblem(say("desk-import.stopped"), inWords(found.problem));
}

place.addEventListener("change", offerTypes);
file.addEventListener("change", () => {
  forget({ keepFile: true });
  byId("import-chosen").textContent = file.files[0] ? say("desk-import.chosen", { name: file.files[0].name }) : "";
});
byId("import-template").addEventListener("click", () => {
  const term = list.table?.types.find((each) => each.kind === kind.value);
  if (term) save(`${placeName(place.value)}-${say(`type.${term.kind}`)}.csv`, template(list.table, term));
});
for (const button of document.querySelectorAll("[data-anew]")) button.addEventListener("click", () => forget({}));

byId("import-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  forget({ keepFile: true });
  const [chosen] = file.files;
  if (!chosen) return showProblem(say("desk-import.stopped"), say("desk-import.none"));
  try {
    Object.assign(list, { bytes: await chosen.arrayBuffer(), name: chosen.name });
  } catch {
    return showProblem(say("desk-import.stopped"), say("desk-import.gone"));
  }
  const answer = await busy(byId("import-check"), () => send({ dry: "1" }));
  if (answer.ok) return offer(answer.ok);
  refused(answer);
});

const send = (said) => call(`import?${new URLSearchParams({ place: place.value, ...said })}`, { csv: list.bytes });

/** Run `work()` with a button that cannot be pressed twice. */
async function busy(button, work) {
  if (button.getAttribute("aria-disabled")) return { problem: "internal" };
  button.setAttribute("aria-disabled", "true");
  said.textContent = say("form.waiting");
  const answer = await work();
  said.textContent = "";
  button.removeAttribute("aria-disabled");
  return answer;
}

function refused({ findings, problem }) {
  if (findings) return showFindings(findings, showProblem);
  showProblem(say("desk-import.stopped"), problem === "too-large" ? say("desk-import.too-large") : inWords(problem));
}

/** Say what filing the list would do, and let whoever brings it declare what is declared once for all. */
function offer({ rows }) {
  const fresh = rows.filter((row) => row.new).length;
  byId("import-sound-title").textContent = say("desk-import.sound", { n: rows.length });
  byId("import-earlier").textContent = rows.length > fresh ? say("desk-import.earlier", { n: rows.length - fresh }) : "";
  byId("import-declare").hidden = !fresh;
  byId("import-take").textContent = fresh ? say("desk-import.take", { n: fresh }) : say("desk-import.again");
  sound.hidden = false;
  byId("import-sound-title").focus();
}

sound.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearSummary();
  const missing = !byId("import-declare").hidden && declared.find((box) => !box.checked);
  if (missing) {
    showProblem(say("desk-import.stopped"), say("desk-import.undeclared"));
    return missing.focus();
  }
  const notice = sound.querySelector("[data-letter]").dataset.sha256;
  const answer = await busy(byId("import-take"), () => takeAll({ notice, language, consent: "1" }));
  if (answer.ok) return receipts(answer.ok);
  refused(answer);
});

// One request files what its time allows; the list is sent again until nothing is left.
async function takeAll(declaration) {
  for (;;) {
    const answer = await send(declaration);
    if (!answer.ok?.left) return answer;
    said.textContent = say("desk-import.progress", { n: answer.ok.rows.length - answer.ok.left, of: answer.ok.rows.length });
  }
}

function receipts({ rows }) {
  const heads = [...done.querySelectorAll("th")].map((head) => head.textContent);
  const cells = rows.map((row) => [row.row, row.name, row.number, row.lookup_code, say(`status.${row.status}`)]);
  const where = say("desk-import.look-up", { address: new URL(`${page.dataset.base}status/`, location.href).href });
  const drawn = cells.map((row) => {
    const slip = element("td", { class: "import-where" }, element("span", {}, where));
    return element("tr", {}, ...row.map((text, i) => element("td", { "data-head": heads[i] }, element("span", {}, String(text)))), slip);
  });
  done.querySelector("tbody").replaceChildren(...drawn);
  byId("import-done-title").textContent = say("desk-import.done", { n: rows.length });
  byId("import-save").onclick = () => save(list.name.replace(/(\.\w+)?$/, `-${say("desk-import.receipts")}.csv`), csv([heads, ...cells]));
  byId("import-begin").hidden = true;
  sound.hidden = true;
  done.hidden = false;
  byId("import-done-title").focus();
  window.scrollTo(0, 0);
}

byId("import-print").addEventListener("click", () => window.print());

/** Take away what was said of a list; its file stays chosen where it is only checked again. */
function forget({ keepFile }) {
  clearSummary();
  for (const box of declared) box.checked = false;
  for (const part of [sound, done, byId("import-wrong")]) part.hidden = true;
  for (const body of page.querySelectorAll("tbody")) body.replaceChildren();
  byId("import-begin").hidden = false;
  list.bytes = null;
  if (keepFile) return;
  file.value = "";
  byId("import-chosen").textContent = "";
}

start();
