// The page of what is open where: choose a place, see its designated institutions, narrow them down. What is chosen stands in
// the address, so that it can be sent to somebody else.

import { attachFinder, loadPlaces } from "./finder.js";
import { element, say } from "./form-words.js";
import { asked, asking, loadList, matching } from "./open-list.js";
import { CHUNK, row, table } from "./open-rows.js";

const section = document.getElementById("open");
const form = document.getElementById("open-form");
const filters = document.getElementById("open-filters");
const input = document.getElementById("open-place");
const text = document.getElementById("open-text");
const said = document.getElementById("open-said");
const sample = document.getElementById("open-sample");
const results = document.getElementById("open-results");
const boxes = [...form.querySelectorAll("[name=care]")];
const lists = new Set([...document.querySelectorAll("[data-list]")].map((link) => link.dataset.list));
const { base } = section.dataset;
const { top } = document.getElementById("open-page").dataset;
const titles = JSON.parse(section.dataset.sources);
const finder = attachFinder(input, { places: () => loadPlaces(base), filter: (place) => place.insures, onChoose: (place) => choose(place) });

let place = null;
let loaded = null;
let turn = 0;

const chosen = () => ({ place: place?.code ?? "", cares: boxes.filter((box) => box.checked).map((box) => box.value), text: text.value });

/** Take a place that the reader chose: a step in the browser's history. */
async function choose(found, { push = true } = {}) {
  place = found;
  loaded = null;
  if (push) history.pushState(null, "", asking(chosen()));
  const mine = ++turn;
  show(results, false);
  show(sample, false);
  show(filters, lists.has(place.code));
  if (!lists.has(place.code)) return tell(say("open.no-list", { place: place.name }));
  tell(say("open.loading"));
  try {
    const came = await loadList(top, place.code);
    if (mine !== turn) return;
    loaded = came;
  } catch {
    if (mine === turn) failed(() => choose(place, { push: false }));
    return;
  }
  show(sample, loaded.list.some((one) => one.sample));
  draw();
}

/** Show the institutions that match, the first of them only; the rest on demand. */
function draw() {
  const { cares, text } = chosen();
  const found = matching(loaded, cares, text);
  tell(found.length ? say("open.found", { n: found.length, of: loaded.list.length }) : say("open.nothing"));
  const title = say("open.title-of", { place: place.name });
  const { made, body } = table(title);
  results.replaceChildren(element("h3", {}, title));
  if (found.length) results.append(made);
  extend(body, found);
  show(results, true);
}

function extend(body, found) {
  const begun = body.children.length;
  body.append(...found.slice(begun, begun + CHUNK).map((one) => row(one, titles, base)));
  results.querySelector(".open-more")?.remove();
  const left = found.length - body.children.length;
  if (left > 0) results.append(moreButton(body, found, left));
  if (begun) body.children[begun].firstChild.focus();
}

function moreButton(body, found, left) {
  const button = element("button", { type: "button" }, say("open.show-more", { n: Math.min(left, CHUNK) }));
  button.addEventListener("click", () => extend(body, found));
  return element("p", { class: "open-more" }, button, " ", element("span", { class: "small" }, say("open.shown", { n: body.children.length })));
}

function failed(again) {
  tell(say("open.failed"));
  const button = element("button", { type: "button" }, say("open.again"));
  button.addEventListener("click", again);
  results.replaceChildren(element("p", { class: "open-more" }, button));
  show(results, true);
}

function tell(sentence) {
  said.textContent = sentence;
}

function show(part, shown) {
  part.hidden = !shown;
}

/** Do what the address asks for: on opening the page and when the reader goes back or forward. */
async function follow() {
  const wanted = asked(location.search);
  for (const box of boxes) box.checked = wanted.cares.includes(box.value);
  text.value = wanted.text;
  if (wanted.place === place?.code) return loaded ? draw() : undefined;
  if (!wanted.place) return forget();
  let places;
  try {
    places = await loadPlaces(base);
  } catch {
    return failed(follow);
  }
  const found = places.find((one) => one.insures && one.code === wanted.place);
  if (!found) return forget(say("open.unknown-place"));
  input.value = found.name;
  await choose(found, { push: false });
}

function forget(sentence = "") {
  place = null;
  turn++;
  finder.clear();
  for (const part of [filters, sample, results]) show(part, false);
  tell(sentence);
}

function narrowed() {
  history.replaceState(null, "", asking(chosen()));
  if (loaded) draw();
}

form.addEventListener("submit", (event) => event.preventDefault());
for (const box of boxes) box.addEventListener("change", narrowed);
text.addEventListener("input", (event) => event.isComposing || narrowed());
text.addEventListener("compositionend", narrowed);
window.addEventListener("popstate", follow);
for (const link of document.querySelectorAll("[data-list]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", asking({ ...chosen(), place: link.dataset.list }));
    follow().then(() => form.scrollIntoView());
  });
}
show(document.getElementById("open-without"), false);
show(form, true);
if (location.search && !location.hash) document.getElementById("institutions").scrollIntoView();
follow();
