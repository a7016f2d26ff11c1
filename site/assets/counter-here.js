// Which counter this page is filled in at, if at one: its bar, who writes, and that nothing stays when nobody goes on.

import { getCounter } from "./api.js";
import { atDesk, counterKey, hasClerk, staff } from "./counter-device.js";
import { inWords, showProblem } from "./form-errors.js";
import { element, say } from "./form-words.js";

const page = document.querySelector(".form-page");
// A kiosk stands in the open: whoever walks away leaves nothing behind. A clerk has more time, and fetches a paper.
const PATIENCE = { kiosk: 90, clerk: 900, warning: 30 };
const SEES = ["counter", "hospital-office"];
let counter = null;

/** The counter, as the service knows it; null on a person's own device. */
export const here = () => counter;

/** Whether a clerk writes here on somebody's behalf. */
export const clerkHere = () => counter !== null && hasClerk(counter.channel);

/** The token that what is sent from here bears; null on a person's own device, and where a clerk has signed in instead. */
export const token = () => (counter && !counter.signed_in ? counterKey() : null);

const named = (it) => it.staff ?? staff();

/** Learn what this device is; false where it is a counter that cannot be one now. `wipe()` ends what nobody goes on with. */
export async function startHere(wipe) {
  if (!counterKey() && !atDesk()) return true;
  const found = await getCounter(page.dataset.top, counterKey());
  if (!found.ok) return refused(found.problem);
  if (hasClerk(found.ok.channel) && !named(found.ok)) return location.replace(`${page.dataset.base}counter/`);
  counter = found.ok;
  document.documentElement.dataset.counter = counter.channel;
  page.prepend(bar(wipe));
  const { whenIdle } = await import("./idle.js");
  whenIdle({ seconds: clerkHere() ? PATIENCE.clerk : PATIENCE.kiosk, warning: PATIENCE.warning, wipe });
  return true;
}

/** Add to a filing or a change of one what only a counter says: who wrote it, and of each paper that it was seen or comes later. */
export function fromHere(said) {
  if (!clerkHere()) return said;
  const how = SEES.includes(counter.channel) ? { seen: true } : { later: true };
  const papers = said.materials ? { materials: said.materials.map((paper) => ({ ...paper, ...how })) } : {};
  return { ...said, clerk: { staff: named(counter) }, ...papers };
}

function refused(problem) {
  const link = element("a", { href: `${page.dataset.base}counter/` }, say("counter.set-up"));
  showProblem(say("problem.stopped"), inWords(problem));
  document.getElementById("form-problems").append(element("p", {}, link));
  return false;
}

function bar(wipe) {
  const next = element("button", { type: "button", class: "form-second", id: "counter-next" }, say("counter.next"));
  next.addEventListener("click", wipe);
  // A clerk who has signed in is the counter, and has one name.
  const who = [counter.name, clerkHere() ? named(counter) : ""].filter(Boolean);
  return element("div", { class: "counter-bar" }, element("p", {}, [...new Set(who)].join(" · ")), next);
}
