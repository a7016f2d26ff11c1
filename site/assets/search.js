// The search page: loads the index of the page's language on first use and shows what fits, places first.

import { loadPlaces, matchPlaces } from "./finder.js";
import { element, say } from "./form-words.js";
import { find, prepare } from "./search-match.js";

const base = document.getElementById("search-page").dataset.base;
const form = document.getElementById("search");
const input = document.getElementById("query");
const said = document.getElementById("said");
const found = document.getElementById("found");
const PAUSE = 200;
const AROUND = 60;
let loaded = null;
let timer = 0;

async function load() {
  const [places, answer] = await Promise.all([loadPlaces(base), fetch(`${base}search.json`)]);
  if (!answer.ok) throw new Error(String(answer.status));
  return { places, index: prepare(await answer.json()) };
}

async function search() {
  const query = input.value.trim();
  history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  if (!query) return show([], [], "");
  try {
    loaded ??= load();
    const { places, index } = await loaded;
    if (query === input.value.trim()) show(matchPlaces(places, query, 5), find(index, query), query);
  } catch {
    loaded = null;
    found.replaceChildren();
    said.textContent = say("search.failed");
  }
}

function show(places, entries, query) {
  const n = places.length + entries.length;
  said.textContent = !query ? "" : n ? say("search.found", { n }) : say("search.none");
  found.replaceChildren(
    ...group("search.places", places.map((place) => item(`places/${place.code}/`, place.name, place.province))),
    ...group("search.pages", entries.map(({ address, title, heading, text }) => item(address, heading ? `${title} · ${heading}` : title, around(text, query)))),
  );
}

function group(words, items) {
  return items.length ? [element("h2", {}, say(words)), element("ul", { class: "found" }, ...items)] : [];
}

function item(address, title, more) {
  const link = element("a", { href: base + address }, title);
  return element("li", {}, link, ...(more ? [element("p", { class: "small" }, more)] : []));
}

/** Cut a text to what stands around the first word of the query, or to its beginning. */
function around(text, query) {
  const at = Math.max(0, text.toLowerCase().indexOf(query.toLowerCase().split(/\s+/)[0]));
  const from = at > AROUND ? at - AROUND / 2 : 0;
  const cut = text.slice(from, from + 2 * AROUND).trim();
  return `${from ? "…" : ""}${cut}${from + 2 * AROUND < text.length ? "…" : ""}`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
input.addEventListener("input", (event) => {
  clearTimeout(timer);
  if (!event.isComposing) timer = setTimeout(search, PAUSE);
});
input.value = new URLSearchParams(location.search).get("q") ?? "";
if (input.value) search();
else input.focus();
