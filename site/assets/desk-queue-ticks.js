// Which filings of the page that is shown are ticked.

import { element, say } from "./form-words.js";

const all = document.getElementById("queue-all");
const field = document.getElementById("queue-all-field");
const box = document.getElementById("queue");
const ticked = new Set();
let filings = [];
let tell = () => {};

/** Serve the ticks; `changed(filings)` hears which are ticked, whenever that changes. */
export function attachTicks(changed) {
  tell = changed;
  all.addEventListener("change", () => {
    for (const { number } of filings) mark(number, all.checked);
    drawTicks();
  });
}

/** Make what stands before a filing of the list: a box to tick. */
export function tick({ number }) {
  const input = element("input", { type: "checkbox", "aria-label": say("desk-queue.of", { act: say("desk-queue.tick"), number }) });
  input.checked = ticked.has(number);
  input.addEventListener("change", () => {
    mark(number, input.checked);
    count();
  });
  return [element("label", { class: "queue-tick" }, input)];
}

/** Hear which filings are shown and can be ticked; a tick at one that is gone from the list goes with it. */
export function shown(list) {
  filings = list;
  for (const number of ticked) if (!list.some((filing) => filing.number === number)) ticked.delete(number);
  field.hidden = !list.length;
  count();
}

/** Take all ticks away. */
export function clearTicks() {
  ticked.clear();
  drawTicks();
}

const mark = (number, on) => (on ? ticked.add(number) : ticked.delete(number));

function drawTicks() {
  for (const input of box.querySelectorAll(".queue-tick input")) input.checked = ticked.has(input.closest("tr").dataset.number);
  count();
}

function count() {
  all.checked = ticked.size > 0 && ticked.size === filings.length;
  all.indeterminate = ticked.size > 0 && !all.checked;
  tell(filings.filter(({ number }) => ticked.has(number)));
}
