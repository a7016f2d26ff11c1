// The pages of blank sheets: a button that prints, and the insured place's name where the address asks for one (?place=3201).

import { loadPlaces } from "./finder.js";
import { beside } from "./sheet.js";

const page = document.querySelector("[data-sheets]");
const asked = new URLSearchParams(location.search).get("place");

document.getElementById("print-both").addEventListener("click", () => window.print());

/** Write the place's name into the sheet, in Chinese and in the reader's language; only where this page's rules are that place's. */
async function nameIt() {
  const [own, chinese] = await Promise.all([page.dataset.base, page.dataset.top].map(loadPlaces));
  const named = (places) => places.find((place) => place.code === asked && place.insures && place.ruler === page.dataset.ruler)?.name;
  if (!named(own)) return;
  page.querySelector("[data-fill='/insured_place']").replaceChildren(...beside(named(chinese), named(own)));
  for (const link of page.querySelectorAll("[data-place-in]")) {
    const address = new URL(link.href);
    address.searchParams.set("place", asked);
    link.href = address.href;
  }
}

// Without the list of places the line stays empty, to be filled in by hand like the others.
if (asked) nameIt().catch(() => {});
