// The words that are needed once a place is known. They come with its table, so that the page itself is there sooner; while they
// cannot be had the form says so, keeps what was typed, and asks for them again.

import { ask } from "./api.js";
import { learn } from "./form-words.js";

const { base } = document.getElementById("form-page").dataset;
let known = null;

/** Fetch them where that has not been done: { ok } or { problem: code }. */
export async function moreWords() {
  const found = known ?? (await ask(`${base}form-words.json`, {}));
  if (!found.ok) return found;
  known = found;
  return learn(found.ok);
}
