// The place finder: an accessible combobox (WAI-ARIA 1.2) over places.json.
//
//   const places = await loadPlaces("../");                 // "../" leads to the language's root
//   attachFinder(input, { places, filter, onChoose });      // input stands in an element with class "finder"
//
// A place is { code, name, pinyin, also, initials, province, insures, home, ruler }. The input may carry the words to be said:
// data-list-name (name of the list), data-found ("{n} places"), data-none ("no such place"), data-failed ("could not be loaded").

import { matchPlaces } from "./finder-match.js";

export { matchPlaces };

// The last syllable of a Korean word is being composed until something else is typed; Chinese is only spelt then.
const HANGUL = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]/;
const loaded = new Map();
let count = 0;

/** Load the places of one language, once. `base` is the address of the language's root. Rejects when they cannot be had. */
export async function loadPlaces(base) {
  const address = new URL("places.json", new URL(base, document.baseURI)).href;
  if (!loaded.has(address)) {
    loaded.set(address, fetchPlaces(address));
    loaded.get(address).catch(() => loaded.delete(address));
  }
  return loaded.get(address);
}

async function fetchPlaces(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const rows = await answer.json();
  const places = rows.map(([code, name, pinyin, also, initials, insures, ruler]) => ({
    code, name, pinyin, also, initials, province: "", insures: Boolean(insures), home: null, ruler,
  }));
  const provinces = new Map(places.map((place) => [place.code, place]));
  for (const place of places.filter(({ code }) => code.length > 2)) {
    place.home = provinces.get(place.code.slice(0, 2));
    place.province = place.home.name;
  }
  return places;
}

/**
 * Make an input a finder. `places`: an array, a promise of one, or a function that gives either and is called on first focus;
 * `filter(place)`: which of them may be chosen; `onChoose(place)`: called with each choice. Returns { choose(place), clear() }.
 */
export function attachFinder(input, { places, filter = () => true, onChoose = () => {} }) {
  const finder = new Finder(input, places, filter, onChoose);
  return { choose: (place) => finder.choose(place), clear: () => finder.show("") };
}

class Finder {
  constructor(input, places, filter, onChoose) {
    Object.assign(this, { input, places, filter, onChoose, matches: [], active: -1, id: `finder-${++count}` });
    this.list = element("ul", { id: `${this.id}-list`, class: "finder-list", role: "listbox", hidden: "" });
    this.list.setAttribute("aria-label", input.dataset.listName || input.labels?.[0]?.textContent.trim() || "");
    this.said = element("p", { class: "finder-said", role: "status", "aria-live": "polite" });
    input.after(this.list, this.said);
    const role = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries({ ...role, autocomplete: "off", spellcheck: "false" })) input.setAttribute(name, value);
    input.addEventListener("focus", () => this.ready(), { once: true });
    input.addEventListener("input", (event) => (event.isComposing && !HANGUL.test(input.value)) || this.search());
    input.addEventListener("compositionend", () => this.search());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.matches[Number(option.dataset.index)]);
    });
    // A hasty reader has begun before this script was there.
    if (input === document.activeElement) input.value ? this.search() : this.ready();
  }

  /** The places to choose from; null where they cannot be had just now, so that the next key tries again. */
  async ready() {
    try {
      return (await (typeof this.places === "function" ? this.places() : this.places)).filter(this.filter);
    } catch {
      this.said.textContent = this.input.dataset.failed || "";
      this.said.classList.add("finder-none");
      return null;
    }
  }

  async search() {
    const text = this.input.value;
    const places = await this.ready();
    if (!places || text !== this.input.value) return;
    const matches = matchPlaces(places, text);
    this.open(matches);
    const { found, none } = this.input.dataset;
    this.said.textContent = !text.trim() ? "" : matches.length ? (found || "{n}").replace("{n}", matches.length) : none || "";
    this.said.classList.toggle("finder-none", Boolean(text.trim()) && !matches.length);
  }

  open(matches) {
    this.matches = matches;
    this.list.replaceChildren(...matches.map((place, index) => this.option(place, index)));
    this.list.hidden = !matches.length;
    this.input.setAttribute("aria-expanded", String(Boolean(matches.length)));
    this.mark(-1);
  }

  option(place, index) {
    const option = element("li", { id: `${this.id}-${index}`, role: "option", "aria-selected": "false", "data-index": index });
    option.append(element("span", { class: "finder-name" }, place.name), " ");
    if (place.province && place.province !== place.name) option.append(element("span", { class: "finder-province" }, place.province));
    return option;
  }

  mark(index) {
    this.active = index;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (index < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", `${this.id}-${index}`);
    this.list.children[index].scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) return void this.search();
      const step = key === "ArrowDown" ? 1 : -1;
      const from = this.active < 0 && step < 0 ? 0 : this.active;
      this.mark((from + step + this.matches.length) % this.matches.length);
    } else if (key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      this.choose(this.matches[Math.max(this.active, 0)]);
    } else if (key === "Escape") {
      event.preventDefault();
      if (this.list.hidden) this.input.value = "";
      this.close();
    }
  }

  close() {
    this.open([]);
  }

  show(text) {
    this.input.value = text;
    this.said.textContent = "";
    this.close();
  }

  choose(place) {
    this.show(place.name);
    this.onChoose(place);
  }
}

function element(name, attributes, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

// On the guide's pages a choice leads to the place's page. Without scripts the list of all places does the same.
for (const box of document.querySelectorAll("[data-finder]")) {
  const base = box.dataset.finder;
  attachFinder(box.querySelector("input"), {
    places: () => loadPlaces(base),
    onChoose: (place) => location.assign(new URL(`places/${place.code}/`, new URL(base, document.baseURI))),
  });
}
