// The reader's clock has the last word on a page that was made some time ago: values whose source was to be checked again
// before today are marked, and a change that was announced is told as one that is in force. Days are China's (UTC+8).

import { today } from "./china.js";

markStale([...document.querySelectorAll("[data-review-by]")].filter((part) => part.dataset.reviewBy < today()));
for (const notice of document.querySelectorAll("[data-from]")) {
  if (notice.dataset.from <= today()) for (const part of notice.children) part.hidden = !part.hidden;
}

function markStale(parts) {
  if (parts.length === 0) return;
  document.getElementById("age").hidden = false;
  const mark = document.getElementById("age-mark").content;
  for (const part of parts) {
    part.hidden = false;
    // What the build has marked already stays as it is.
    if ("stale" in part.dataset) continue;
    part.dataset.stale = "";
    // A notice of the list of sources says it in words of its own.
    if (!part.matches(".notice")) (part.querySelector("summary, th") ?? part).append(" ", mark.cloneNode(true));
  }
}
