// One file of a paper: how it looks on the page, and its way from being chosen to being uploaded.

import { now } from "./china.js";
import { unmark } from "./form-errors.js";
import { element, knows, say } from "./form-words.js";
import { Unfit, prepare } from "./picture.js";
import { hashOf, send } from "./upload.js";

const AT_ONCE = 2;
// How long the service keeps what no filing uses (functions/filings/papers.py).
const USE = 2 * 60 * 60 * 1000;
const top = document.getElementById("form-page").dataset.top;
const said = document.getElementById("form-said");
const queue = [];
let running = 0;
let made = 0;

/**
 * A file that was chosen for a paper, or with `sent` one that an earlier visit uploaded and only its name is left of. `state` is
 * preparing, waiting, sending, pausing, done, broken (can be tried again) or refused (something else must be chosen); `sent` is
 * what the filing says of it once it is done.
 */
export class PaperFile {
  constructor(name, { file, sent, onChange, onRemove, isTwice }) {
    Object.assign(this, { file, name, onChange, isTwice, state: "preparing", sent: null, about: null, blob: null });
    this.id = `file-${++made}`;
    this.stop = new AbortController();
    this.row = drawRow(this, onRemove);
    this.work = sent ? this.recall(sent) : this.begin();
  }

  /** Whether it is on its way and nothing need be done. */
  get pending() {
    return ["preparing", "waiting", "sending", "pausing"].includes(this.state);
  }

  async recall({ upload, ...about }) {
    this.about = about;
    this.row.querySelector(".upload-look").replaceChildren(about.type === "application/pdf" ? "PDF" : "JPG");
    if (isGone(upload)) return this.refuse(say("upload.expired", { name: this.name }));
    this.sent = { upload, ...about };
    this.show("done");
  }

  async begin() {
    try {
      const { blob, type, look } = await inTurn(() => prepare(this.file));
      this.file = null;
      this.about = { type, size: blob.size, sha256: await hashOf(blob) };
      if (this.isTwice(this)) throw new Unfit("twice");
      this.blob = blob;
      this.row.querySelector(".upload-look").replaceChildren(look ?? "PDF");
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      return this.refuse(say(`upload.${error.rule}`, { name: this.name }));
    }
    return this.deliver();
  }

  /** Send it, or send it again; resolves when it is done or cannot be done now. */
  async deliver() {
    this.sent = null;
    if (!this.blob) return this.refuse(say("upload.expired", { name: this.name }));
    this.show("waiting");
    const answer = await inTurn(() => {
      this.show("sending");
      return send(top, this.blob, this.about, { onProgress: (part) => this.progress(part), signal: this.stop.signal });
    });
    if (this.stop.signal.aborted) return;
    this.sent = answer.ok ?? null;
    if (answer.ok) this.show("done");
    else if (answer.problem === "too-large" || answer.problem === "file-refused") this.refuse(say("upload.refused", { name: this.name }));
    else this.show("broken", knows(`upload.broken.${answer.problem}`) ? `upload.broken.${answer.problem}` : "upload.broken.network");
  }

  /** Start again after it broke off. */
  again() {
    unmark(this.row);
    this.work = this.deliver();
    return this.work;
  }

  /** It cannot be used; `text` says why and what to do. */
  refuse(text) {
    this.reason = text;
    this.sent = null;
    this.show("refused");
  }

  progress(part) {
    if (part < 0) return this.show("pausing");
    if (this.state !== "sending") this.show("sending");
    const bar = this.row.querySelector("progress");
    bar.value = part;
    this.row.querySelector(".upload-state").textContent = say("upload.sending", { percent: Math.floor(part * 100) });
  }

  show(state, words = `upload.${state}`) {
    this.state = state;
    this.row.dataset.state = state;
    const text = state === "refused" ? this.reason : say(words, { name: this.name, percent: 0 });
    this.row.querySelector(".upload-state").textContent = text;
    this.row.querySelector("progress").hidden = state !== "sending";
    this.row.querySelector("progress").value = 0;
    this.row.querySelector(".upload-again").hidden = state !== "broken";
    if (["done", "broken", "refused"].includes(state)) said.textContent = state === "refused" ? text : `${this.name}: ${text}`;
    this.onChange(this);
  }
}

// An upload bears the minute in which it was asked for, in UTC: 20261121T0315-….
function isGone(upload) {
  const asked = upload.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d).*$/, "$1-$2-$3T$4:$5:00Z");
  return now().getTime() - Date.parse(asked) > USE;
}

// A telephone has memory for a few large pictures and a slow line carries few files at a time.
async function inTurn(work) {
  if (running >= AT_ONCE) await new Promise((go) => queue.push(go));
  running++;
  try {
    return await work();
  } finally {
    running--;
    queue.shift()?.();
  }
}

function drawRow(entry, onRemove) {
  const spoken = () => element("span", { class: "form-spoken" }, ` ${entry.name}`);
  const again = element("button", { type: "button", class: "upload-again", id: `${entry.id}-again`, hidden: "" }, say("upload.again"), spoken());
  const remove = element("button", { type: "button", class: "upload-remove", id: `${entry.id}-remove` }, say("upload.remove"), spoken());
  again.addEventListener("click", () => {
    remove.focus();
    entry.again();
  });
  remove.addEventListener("click", () => onRemove(entry));
  return element("li", { class: "form-field upload-file", "data-pointer": entry.id, "data-state": "preparing" },
    element("span", { class: "upload-look", "aria-hidden": "true" }),
    element("p", { class: "upload-name form-words" }, entry.name),
    element("p", { class: "upload-state" }, say("upload.preparing")),
    element("progress", { max: "1", value: "0", "aria-label": say("upload.progress", { name: entry.name }), hidden: "" }),
    element("p", { class: "form-error", id: `${entry.id}-error`, hidden: "" }),
    element("p", { class: "upload-acts" }, again, remove));
}
