// Hands the filing in, once. A key stays in use until the service has answered to it, also where the answers change meanwhile and
// where the page is left: the service takes one filing under a key, so that a try whose answer was lost cannot become a second one.

import { newKey, submitFiling } from "./api.js";
import { placed } from "./form-check.js";
import { atCounter, fromCounter, token } from "./form-counter.js";
import { inWords, showProblem, showProblems } from "./form-errors.js";
import { collect, form, question } from "./form-fields.js";
import { forget, keep, kept, part } from "./form-keep.js";
import { moreWords } from "./form-more.js";
import { forgetFiles, keptFiles, recallFiles } from "./form-papers.js";
import { clearLater, onPublic } from "./form-public.js";
import { ask } from "./form-return.js";
import { renewTexts } from "./form-texts.js";
import { finish } from "./form-steps.js";
import { recall, remember } from "./form-tabs.js";
import { element, say } from "./form-words.js";
import { withFiles } from "./papers-send.js";

const page = document.getElementById("form-page");
// What shows a receipt is loaded when one is near, and the words of it.
const loadReceipt = async () => ((await moreWords()).ok ? import("./receipt.js").catch(() => null) : null);
const next = document.getElementById("form-next");
// Answers after which a filing may have been stored all the same.
const UNSURE = ["network", "slow", "internal", "store-unavailable"];
const NOTHING = { key: "", bodies: [], open: false };
// The key of the last try and every body that was sent under it; `open` until the service has answered.
let sent = NOTHING;
// What the service found in the last body that the reader has not changed yet.
let left = [];
part("papers", { take: keptFiles, give: recallFiles });
part("sent", { take: () => sent, give: (kept) => (sent = kept) });

/** Send what is answered; `waiting(work)` shows that it takes time, `lead(field)` brings a field into view. */
export async function submit({ waiting, lead, placeName, decision }) {
  const result = await waiting(async () => ((await loadReceipt()) ? withFiles(handIn) : { problem: "network" }));
  if (result.ok) return receipt({ received: result.ok, placeName, decision, isEarlier: result.isEarlier }, result.filing);
  if (result.wrong) return showProblems(say("problem.title"), result.wrong, lead);
  if (result.findings) {
    left = placed(result.findings, await waiting(() => renewTexts(result.findings)));
    return showProblems(say("problem.title"), left, lead);
  }
  failed(result.problem, "problem.stopped");
}

async function handIn() {
  const body = JSON.stringify(fromCounter(collect()));
  if (!sent.open) sent = { key: newKey(), bodies: [] };
  const earlier = sent.bodies.filter((each) => each !== body);
  sent = { key: sent.key, bodies: [...earlier, body], open: true };
  const result = await send(body, earlier);
  if (result.ok) return result;
  sent.open = UNSURE.includes(result.problem);
  keep();
  return result;
}

// Where the key has a filing with other answers, an earlier try arrived though its answer did not: its receipt is fetched.
async function send(body, earlier) {
  // A page that is left while it sends finds the same key again.
  await kept();
  for (const each of [body, ...earlier]) {
    const result = await submitFiling(page.dataset.top, each, sent.key, token());
    if (result.problem !== "key-reused") return { ...result, isEarlier: each !== body, filing: JSON.parse(each) };
  }
  return { problem: "key-reused" };
}

/** Say at the top that something did not work, and offer to try again; always false. */
export function failed(code, title) {
  next.textContent = say("form.again");
  showProblem(say(title), inWords(code));
  return false;
}

/** Say again what the service found and the reader has not changed yet. */
export function remind(lead) {
  left = left.filter(({ pointer }) => question(pointer)?.classList.contains("form-wrong"));
  if (left.length) showProblems(say("problem.title"), left, lead);
}

// What was typed is not remembered, so that the filled sheet is there until the page is left.
async function receipt(shown, filing) {
  const isPublic = onPublic();
  sent = NOTHING;
  if (!isPublic && !atCounter()) remember("receipt", shown);
  await show({ ...shown, filing });
  if (isPublic) clearLater();
  await forget();
}

async function show({ received, isEarlier, ...more }) {
  (await loadReceipt()).showReceipt(received, more);
  if (isEarlier) document.getElementById("receipt").prepend(element("p", { class: "form-warning" }, say("keep.arrived")));
  form.reset();
  forgetFiles();
  document.getElementById("form-card").hidden = true;
  finish(document.getElementById("step-done"), { receipt: received.number });
}

/**
 * Show the receipt once more where this page is it, loaded anew in the same tab or in another language; false where it is not.
 * `nameOf(code)` gives the name of a place, if it can be had.
 */
export async function showAgain(nameOf) {
  const last = recall("receipt");
  const isIt = Boolean(last) && (history.state?.receipt === last.received.number || recall("onward") === "receipt");
  while (isIt && !(await loadReceipt())) await ask(say("problem.not-loaded"), [inWords("network")], [["again", say("form.again")]]);
  remember("onward", isIt ? null : recall("onward"));
  if (isIt) await show({ ...last, placeName: (await nameOf(last.received.place)) ?? last.placeName });
  return isIt;
}
