// What an earlier filing of the same person means for the one that is about to be handed in. It is said and not enforced: the
// officer decides.

import { getOverlaps } from "./api.js";
import { collect } from "./form-fields.js";
import { goOnward } from "./form-return.js";
import { element, say } from "./form-words.js";

/** Ask, and say into `box` what there is to say; where it cannot be asked nothing is said, and the filing can be handed in. */
export async function tellOverlaps(box, page) {
  const { insured_place, type, treatments } = collect();
  const found = await getOverlaps(page.dataset.top, { insured_place, type, treatments });
  if (!found.ok) return;
  const { filings, places } = found.ok;
  const notes = filings.map((filing) => overlap(filing, page.dataset.base));
  if (filings.length) box.append(note(say("overlap.title"), ...notes.flat(), element("p", {}, say("overlap.instead"))));
  if (places && places.together > places.limit) {
    box.append(note(say("overlap.places.title"), element("p", {}, say("overlap.places", places))));
  }
}

const note = (title, ...parts) => element("div", { class: "form-warning signin-overlap" }, element("h3", {}, title), ...parts);

function overlap({ number, lookup_code: code, status, treatment, from, until }, base) {
  const place = document.getElementById(`treatments-${treatment}-place`).value;
  const words = say(until ? "overlap.until" : "overlap.open", { number, status: say(`status.${status}`), place, from, until });
  const href = `${base}status/#${new URLSearchParams({ number, code })}`;
  const link = element("a", { href }, say("overlap.look", { number }));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    goOnward(link.href);
  });
  return [element("p", {}, words), element("p", {}, link)];
}
