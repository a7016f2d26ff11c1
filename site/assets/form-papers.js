// The files of the papers: chosen or photographed under each paper that is ticked, sent while the reader goes on.

import { papersApart } from "./form-counter.js";
import { unmark } from "./form-errors.js";
import { form, question } from "./form-fields.js";
import { PaperFile } from "./form-file.js";
import { element, say } from "./form-words.js";
import { canUpload } from "./upload.js";

// The service's bound on a whole filing (functions/filings/checks.py).
const LIMIT = 9;
// Safari hands a picture over as JPEG where HEIC is not among what is accepted; other browsers would not let it be chosen.
const ACCEPT = "GestureEvent" in window ? "image/jpeg,image/png,application/pdf" : "image/*,application/pdf,.heic,.heif";
const MATERIALS = question("/materials");
const said = document.getElementById("form-said");
const nameOf = (paper) => paper.option.querySelector(".form-words").textContent;
const papers = [...MATERIALS.querySelectorAll("[data-option]")].map(drawPaper);

function drawPaper(option) {
  const id = option.dataset.option;
  const list = element("ol", { class: "upload-files" });
  const paper = { id, option, list, files: [], box: option.querySelector("input") };
  paper.area = element("div", { class: "form-field upload-paper", "data-pointer": `paper-${id}`, role: "group", hidden: "" },
    element("p", { class: "form-error", id: `paper-${id}-error`, hidden: "" }),
    list,
    element("div", { class: "upload-add" },
      ...picker(paper, "choose", { accept: ACCEPT, multiple: "" }),
      ...picker(paper, "camera", { accept: "image/*", capture: "environment" })));
  paper.area.setAttribute("aria-label", nameOf(paper));
  option.append(paper.area);
  return paper;
}

function picker(paper, which, attributes) {
  const id = `paper-${paper.id}-${which}`;
  const input = element("input", { type: "file", class: `upload-picker upload-${which}`, id, ...attributes });
  input.addEventListener("change", () => {
    add(paper, [...input.files]);
    // The same file may be chosen again after it was removed.
    input.value = "";
  });
  const label = element("label", { for: id }, say(`upload.${which}`), element("span", { class: "form-spoken" }, ` ${nameOf(paper)}`));
  return [input, label];
}

function add(paper, chosen) {
  unmark(paper.area);
  if (!canUpload()) return note(paper, say("upload.insecure"));
  const room = LIMIT - asked().flatMap(({ files }) => files).length;
  for (const file of chosen.slice(0, room)) {
    enter(paper, unused(file.name), { file });
  }
  const left = chosen.slice(room).map(({ name }) => name);
  if (left.length) note(paper, say("upload.too-many", { limit: LIMIT, names: left.join(say("list.comma")) }));
}

function enter(paper, name, content) {
  const entry = new PaperFile(name, { ...content, onChange: () => publish(paper), onRemove: remove, isTwice });
  entry.paper = paper;
  paper.files.push(entry);
  paper.list.append(entry.row);
  publish(paper);
}

// Every picture of a camera may be called "image.jpg"; a message has to name one of them.
function unused(name) {
  const taken = new Set(papers.flatMap(({ files }) => files.map((file) => file.name)));
  let given = name;
  for (let n = 2; taken.has(given); n++) given = `${name} (${n})`;
  return given;
}

function isTwice(entry) {
  const others = papers.flatMap(({ files }) => files).filter((other) => other !== entry && other.about);
  return others.some(({ about }) => about.sha256 === entry.about.sha256);
}

function note(paper, text) {
  const error = paper.area.querySelector(".form-error");
  error.textContent = text;
  error.hidden = false;
  paper.area.classList.add("form-wrong");
  said.textContent = text;
}

function remove(entry) {
  const { paper } = entry;
  entry.stop.abort();
  const next = entry.row.nextElementSibling ?? entry.row.previousElementSibling;
  paper.files.splice(paper.files.indexOf(entry), 1);
  entry.row.remove();
  unmark(paper.area);
  publish(paper);
  said.textContent = say("upload.removed", { name: entry.name });
  (next?.querySelector(".upload-remove") ?? paper.area.querySelector("input")).focus();
}

// What the document says of a paper beside its name: form-fields.collect puts it there.
function publish(paper) {
  const files = arrived(paper).map(({ sent }) => sent);
  if (files.length) paper.box.dataset.more = JSON.stringify({ files });
  else delete paper.box.dataset.more;
  // No event of a control tells that something has changed.
  form.dispatchEvent(new Event("change"));
}

const arrived = (paper) => paper.files.filter(({ sent }) => sent);

// In the order in which the document lists them: the place's table has moved them about.
function asked() {
  const boxes = [...MATERIALS.querySelectorAll("[data-member]:checked:not(:disabled)")];
  return boxes.map((box) => papers.find((paper) => paper.box === box));
}

/** Show the pickers of the papers that are ticked; where papers are seen or follow, there are none. */
export function showPapers() {
  document.getElementById("papers-how").classList.toggle("form-spoken", papersApart());
  for (const paper of papers) paper.area.hidden = papersApart() || !paper.box.checked;
}

/** List what is wrong with the papers that are ticked, each as { pointer, text }: no file, or one that did not arrive. */
export function papersWrong() {
  if (papersApart()) return [];
  return asked().flatMap((paper) => {
    const wrong = paper.files.filter(({ state }) => state === "refused" || state === "broken");
    const text = (entry) => (entry.state === "refused" ? entry.reason : say("upload.not-sent", { name: entry.name }));
    if (wrong.length) return wrong.map((entry) => ({ pointer: entry.id, text: text(entry) }));
    return paper.files.length ? [] : [{ pointer: `paper-${paper.id}`, text: say("upload.none", { paper: nameOf(paper) }) }];
  });
}

/** Wait until no file is on its way any more; return what is wrong then. */
export async function filesSettled() {
  await Promise.all(asked().flatMap(({ files }) => files.map(({ work }) => work)));
  return papersWrong();
}

/** Find the file at a pointer of the document, /materials/0/files/1; undefined where it is none. */
export function fileAt(pointer) {
  const [, i, j] = /^\/materials\/(\d+)\/files\/(\d+)(?:\/|$)/.exec(pointer) ?? [];
  return i && asked()[i]?.files.length ? arrived(asked()[i])[j] : undefined;
}

/** Where on the page a pointer below /materials stands: its file, its paper, or itself. */
export function placeOf(pointer) {
  const paper = asked()[/^\/materials\/(\d+)/.exec(pointer)?.[1]];
  return fileAt(pointer)?.id ?? (paper ? `paper-${paper.id}` : pointer);
}

/** The service does not take a file: it stays refused, with what is said of it, until the reader removes it. Returns the text. */
export function refuseFile(file, text) {
  file.refuse(text);
  return text;
}

/** Tell for the list of answers which papers there are: an element for each, with the names of its files. */
export function paperAnswers() {
  return asked().map((paper) => element("div", { class: "upload-answer" },
    element("span", { class: "form-words" }, nameOf(paper)),
    element("span", { class: "upload-count" }, say("upload.count", { n: paper.files.length })),
    element("ul", {}, ...paper.files.map(({ name }) => element("li", {}, name)))));
}

/** What a draft can keep of the files: their names and where they were uploaded to, by paper. */
export function keptFiles() {
  return papers.flatMap((paper) => arrived(paper).map(({ name, sent }) => ({ paper: paper.id, name, sent })));
}

/** Put back what a draft kept; the service says of each whether it still has it. */
export function recallFiles(kept) {
  forgetFiles();
  for (const { paper, name, sent } of kept) {
    const its = papers.find(({ id }) => id === paper);
    if (its) enter(its, name, { sent });
  }
}

/** Forget every file, once the filing is handed in. */
export function forgetFiles() {
  for (const paper of papers) {
    for (const file of paper.files.splice(0)) file.stop.abort();
    paper.list.replaceChildren();
    publish(paper);
  }
}

form.addEventListener("change", showPapers);
