// Looks at the papers of a file, page by page: pictures that the service has drawn anew, turned and enlarged here.

import { addressOf, call } from "./desk.js";
import { inWords } from "./form-errors.js";
import { element, say } from "./form-words.js";

const ZOOMS = [100, 150, 200, 300, 400];
const KEYS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous", "+": "larger", "=": "larger", "-": "smaller", 0: "whole", r: "turn", R: "turn" };

export class Viewer {
  /** Make the viewer of a file's papers in a place of the page. */
  constructor(file, place) {
    this.file = file;
    this.papers = file.papers.filter(({ state }) => state === "open");
    this.pages = new Map();
    this.pictures = new Map();
    this.zoom = 0;
    this.turned = 0;
    if (this.papers.length) place.replaceChildren(...this.draw());
    else place.replaceChildren(element("p", {}, say(file.papers.length ? `desk-file.viewer.closed.${file.papers[0].state}` : "desk-file.viewer.none")));
  }

  /** Show the first page of the first paper, where there is one. */
  begin() {
    return this.papers.length ? this.show(this.papers[0]) : null;
  }

  draw() {
    this.tabs = this.papers.map((paper, i) => this.tab(paper, i));
    this.canvas = element("canvas", { role: "img" });
    this.said = element("p", { class: "form-note", role: "status", hidden: "" });
    this.frame = element("div", { class: "file-frame", tabindex: "0", role: "group", "aria-describedby": "file-keys" }, this.canvas, this.said);
    this.frame.addEventListener("keydown", (event) => this.press(event));
    this.count = element("p", { class: "file-page", role: "status" });
    this.buttons = Object.fromEntries(["previous", "next", "larger", "smaller", "turn"].map((name) => [name, this.button(name)]));
    this.original = element("a", { class: "form-second", download: "" }, say("desk-file.viewer.original"));
    const { previous, next, larger, smaller, turn } = this.buttons;
    return [
      element("ul", { class: "file-tabs", "aria-label": say("desk-file.viewer.list") }, ...this.tabs.map((tab) => element("li", {}, tab))),
      element("div", { class: "file-tools" }, element("div", {}, previous, this.count, next), element("div", {}, smaller, larger, turn)),
      this.frame,
      element("p", { class: "file-keys", id: "file-keys" }, say("desk-file.viewer.keys")),
      element("p", { class: "file-original" }, this.original, element("span", {}, say("desk-file.viewer.original.hint"))),
    ];
  }

  tab(paper, i) {
    const size = say("desk-file.viewer.size", { kib: Math.ceil(paper.size / 1024) });
    const more = paper.belongs_to === null ? ` · ${say("desk-file.viewer.not-part")}` : "";
    const tab = element("button", { type: "button", "data-paper": `${paper.event}/${paper.paper}` }, element("span", {}, this.nameOf(paper, i)), element("small", {}, size + more));
    tab.addEventListener("click", () => this.show(paper));
    return tab;
  }

  button(name) {
    const signs = { previous: "‹", next: "›", larger: "+", smaller: "−", turn: "⟳" };
    const made = element("button", { type: "button", class: `file-${name}`, "aria-label": say(`desk-file.viewer.${name}`), title: say(`desk-file.viewer.${name}`) }, signs[name]);
    made.addEventListener("click", () => this[name]());
    return made;
  }

  nameOf(paper) {
    const name = paper.material ? say(`material.${paper.material}`) : say("desk-file.viewer.unknown");
    const same = this.papers.filter(({ material }) => material === paper.material);
    return same.length > 1 ? say("desk-file.viewer.paper", { name, n: same.indexOf(paper) + 1 }) : name;
  }

  /** Show a page of a paper; `focused` where somebody has asked for it elsewhere on the page. */
  async show(paper, page = 1, focused = false) {
    if (paper.state !== "open") return;
    [this.paper, this.page] = [paper, page];
    const path = `filings/${this.file.number}/papers/${paper.event}/${paper.paper}`;
    this.original.href = addressOf(`${path}/original`);
    for (const tab of this.tabs) tab.setAttribute("aria-pressed", String(tab.dataset.paper === `${paper.event}/${paper.paper}`));
    this.frame.setAttribute("aria-busy", "true");
    if (focused) this.focus();
    const found = await this.picture(paper, path, page);
    // Somebody may have gone on to another page meanwhile.
    if (this.paper !== paper || this.page !== page) return;
    this.frame.removeAttribute("aria-busy");
    this.put(found);
  }

  focus() {
    this.frame.focus({ preventScroll: true });
    this.frame.closest("section").scrollIntoView({ block: "start" });
  }

  async picture(paper, path, page) {
    const key = `${paper.event}/${paper.paper}`;
    if (!this.pages.has(key)) {
      const counted = paper.type === "application/pdf" ? await call(path) : { ok: { pages: 1 } };
      if (!counted.ok) return { problem: counted.problem };
      this.pages.set(key, counted.ok.pages);
    }
    // Each showing is noted in the audit log, so that turning back to a page asks for nothing again.
    if (!this.pictures.has(`${key}/${page}`)) this.pictures.set(`${key}/${page}`, await load(addressOf(`${path}/${page}`)));
    const found = this.pictures.get(`${key}/${page}`);
    if (found.problem) this.pictures.delete(`${key}/${page}`);
    return found;
  }

  put({ bitmap, problem }) {
    [this.bitmap, this.turned] = [bitmap, 0];
    this.canvas.hidden = !bitmap;
    this.said.hidden = Boolean(bitmap);
    this.said.textContent = problem ? inWords(problem) : "";
    const pages = this.pages.get(`${this.paper.event}/${this.paper.paper}`) ?? 1;
    const where = say("desk-file.viewer.page", { n: this.page, of: pages });
    this.count.textContent = where;
    this.canvas.setAttribute("aria-label", [this.nameOf(this.paper), where].join(say("list.comma")));
    this.frame.setAttribute("aria-label", this.nameOf(this.paper));
    if (bitmap) this.paint();
    this.enlarge(0);
    this.frame.scrollTo(0, 0);
  }

  paint() {
    const { width, height } = this.bitmap;
    const across = this.turned % 2 === 1;
    [this.canvas.width, this.canvas.height] = across ? [height, width] : [width, height];
    const drawing = this.canvas.getContext("2d");
    drawing.translate(this.canvas.width / 2, this.canvas.height / 2);
    drawing.rotate((this.turned * Math.PI) / 2);
    drawing.drawImage(this.bitmap, -width / 2, -height / 2);
  }

  enlarge(step) {
    this.zoom = Math.min(Math.max(step, 0), ZOOMS.length - 1);
    this.canvas.className = `file-zoom-${ZOOMS[this.zoom]}`;
    const pages = this.pages.get(`${this.paper.event}/${this.paper.paper}`) ?? 1;
    const at = this.papers.indexOf(this.paper);
    disable(this.buttons.previous, this.page === 1 && at === 0);
    disable(this.buttons.next, this.page === pages && at === this.papers.length - 1);
    disable(this.buttons.smaller, !this.zoom);
    disable(this.buttons.larger, this.zoom === ZOOMS.length - 1);
  }

  // The papers follow one another like the pages of one book.
  async next() {
    const pages = this.pages.get(`${this.paper.event}/${this.paper.paper}`) ?? 1;
    if (this.page < pages) return this.show(this.paper, this.page + 1);
    const following = this.papers[this.papers.indexOf(this.paper) + 1];
    return following && this.show(following);
  }

  async previous() {
    if (this.page > 1) return this.show(this.paper, this.page - 1);
    const before = this.papers[this.papers.indexOf(this.paper) - 1];
    return before && this.show(before, this.pages.get(`${before.event}/${before.paper}`) ?? 1);
  }

  larger() {
    this.enlarge(this.zoom + 1);
  }

  smaller() {
    this.enlarge(this.zoom - 1);
  }

  whole() {
    this.enlarge(0);
  }

  turn() {
    if (!this.bitmap) return;
    this.turned = (this.turned + 1) % 4;
    this.paint();
  }

  press(event) {
    const what = KEYS[event.key];
    if (!what || event.ctrlKey || event.metaKey || event.altKey) return;
    // Enlarged, the arrows move the picture about.
    if (this.zoom && event.key.startsWith("Arrow")) return;
    event.preventDefault();
    this[what]();
  }
}

// Not `disabled`, which would take the focus away from whoever has pressed it.
function disable(button, off) {
  if (off) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}

async function load(address) {
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  if (!answer) return { problem: "network" };
  if (!answer.ok) return { problem: (await answer.json().catch(() => null))?.code ?? "internal" };
  return { bitmap: await createImageBitmap(await answer.blob()) };
}
