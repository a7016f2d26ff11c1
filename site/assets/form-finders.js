// The questions that are answered with a place: what is typed becomes the code of one place.

import { attachFinder, loadPlaces, matchPlaces } from "./finder.js";
import { unmark } from "./form-errors.js";
import { answer, form, question, setAnswer } from "./form-fields.js";

const page = document.getElementById("form-page");
// Each { input, pointer, filter, choose }, in the order of the page.
export const finders = [];

export const places = () => loadPlaces(page.dataset.base);

/** Attach a finder to every such question; `fits(pointer, place)` says which places it may find, `chosen(pointer, place)` hears which. */
export function attachFinders(fits, chosen = () => {}) {
  for (const input of form.querySelectorAll(".finder input")) {
    const { pointer } = input.closest(".form-field").dataset;
    const filter = (place) => fits(pointer, place);
    const onChoose = (place) => {
      setAnswer(pointer, place.code);
      unmark(question(pointer));
      chosen(pointer, place);
    };
    input.addEventListener("input", () => setAnswer(pointer, ""));
    finders.push({ input, pointer, filter, choose: attachFinder(input, { places, filter, onChoose }).choose });
  }
}

/** Choose a place for the reader. */
export function choosePlace(pointer, place) {
  finders.find((finder) => finder.pointer === pointer).choose(place);
}

/** Take a typed name that means one place only as chosen; false where the list of places cannot be had. */
export async function settle(step) {
  for (const { input, pointer, filter, choose } of finders) {
    if (!step.contains(input) || input.matches(":disabled") || answer(pointer) || !input.value.trim()) continue;
    const all = await places().catch(() => null);
    if (!all) return false;
    const found = matchPlaces(all.filter(filter), input.value, 2);
    if (found.length === 1) choose(found[0]);
  }
  return true;
}
