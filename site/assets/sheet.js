// The registration sheet on the receipt page: filled in from what was sent, in the reader's own browser.

import { loadPlaces } from "./finder.js";

const language = document.documentElement.lang;

/** The Chinese beside the reader's own words, as nodes; who reads Chinese, in either script, needs it once. */
export function beside(chinese, own) {
  if (language.startsWith("zh") || !chinese) return [own];
  const zh = Object.assign(document.createElement("span"), { className: "zh", lang: "zh-Hans", textContent: chinese });
  return [zh, " ", Object.assign(document.createElement("span"), { className: "own", textContent: own })];
}

/**
 * Fill in the sheet with every choice (sheet.json) and return it; rejects where it cannot be had. `filing` is the document that was sent, `number` the filing's; `base` and
 * `top` lead to the root of the language and of all languages, where the names of the places are.
 */
export async function filledSheet(filing, number, { base, top }) {
  const holder = document.createElement("template");
  const answer = await fetch(`${base}sheet.json`);
  holder.innerHTML = (await answer.json()).html;
  const sheet = holder.content.querySelector(".sheet");
  const [own, chinese] = await Promise.all([base, top].map((root) => loadPlaces(root).catch(() => [])));
  const name = (code) => {
    const [mine, theirs] = [own, chinese].map((places) => places.find((place) => place.code === code)?.name);
    return beside(theirs, mine ?? theirs ?? code);
  };
  sheet.classList.add("sheet-filled");
  treatments(sheet, filing.treatments, name);
  const given = new Map([...leaves(filing), ["number", [number]], ["/insured_place", name(filing.insured_place)]]);
  for (const field of sheet.querySelectorAll("[data-fill]")) field.append(...(given.get(field.dataset.fill) ?? []));
  choose(sheet, filing, given);
  for (const part of sheet.querySelectorAll("[data-part]")) part.hidden = empty(part, filing);
  return sheet;
}

// Every answer by its pointer; lists are drawn apart.
function leaves(part, pointer = "") {
  return Object.entries(part).flatMap(([key, value]) => {
    if (Array.isArray(value)) return [];
    const at = `${pointer}/${key}`;
    return value && typeof value === "object" ? leaves(value, at) : [[at, [String(value)]]];
  });
}

function treatments(sheet, places, name) {
  const row = sheet.querySelector("[data-row]");
  for (const treatment of places) {
    const copy = row.cloneNode(true);
    const given = { place: name(treatment.place), from: [treatment.from ?? ""], until: [treatment.until ?? ""] };
    for (const [key, nodes] of Object.entries(given)) copy.querySelector(`[data-fill="${key}"]`).append(...nodes);
    row.before(copy);
  }
  row.remove();
}

// Of all choices those that were made stay, with their tick.
function choose(sheet, filing, given) {
  const papers = new Set(filing.materials.map(({ material }) => material));
  for (const choice of sheet.querySelectorAll("[data-tick]")) {
    const [at, value] = choice.dataset.tick.split("=");
    const made = at === "material" ? papers.has(value) : given.has(at) && (!value || given.get(at)[0] === value);
    if (made) choice.className = "ticked";
    else choice.remove();
  }
}

const PARTS = {
  "/referral": (filing) => !filing.referral,
  "/filer/name": (filing) => filing.filer.capacity === "self",
  "/papers": (filing) => !filing.materials.length && !filing.letter,
};
const empty = (part, filing) => PARTS[part.dataset.part](filing);
