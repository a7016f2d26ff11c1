// How the form begins: anew, where it was left, or with the receipt that this tab has.

import { atCounter, startCounter } from "./form-counter.js";
import { inWords } from "./form-errors.js";
import { form } from "./form-fields.js";
import { found, keepNothing } from "./form-keep.js";
import { resume } from "./form-resume.js";
import { ask, askAgain, askTaken, comeBack, tell } from "./form-return.js";
import { showAgain } from "./form-send.js";
import { startSignin } from "./form-signin.js";
import { begin } from "./form-steps.js";
import { news } from "./form-waiting.js";
import { say } from "./form-words.js";

/** Begin; `walk` is what `resume` wants, `fresh()` fills in what the address asks for. */
export async function start(walk, fresh) {
  if (!(await startCounter())) return;
  if (atCounter()) await keepNowhere();
  else tell(() => takeBack(walk));
  const nameOf = async (code) => (await walk.places().catch(() => [])).find((place) => place.code === code)?.name;
  if (await showAgain(nameOf)) return;
  startSignin();
  const draft = await comeBack(nameOf);
  if (draft) return goBack(draft, walk);
  form.reset();
  form.hidden = false;
  begin();
  fresh();
}

// A counter's device is nobody's own: there is nothing to choose, and it ends by itself what nobody goes on with.
function keepNowhere() {
  document.querySelector(".form-public").hidden = true;
  return keepNothing(true);
}

async function goBack(draft, walk) {
  const back = await resume(draft, walk);
  if (back.moved) news(say("keep.moved", { step: say("step.where") }));
  if (back) return;
  await ask(say("problem.not-loaded"), [say("keep.found.text"), inWords("network")], [["again", say("form.again")]]);
  await goBack(draft, walk);
}

async function takeBack(walk) {
  await askTaken();
  const draft = await found();
  if (draft) await goBack(draft, walk);
  else location.reload();
}

document.getElementById("form-delete").addEventListener("click", async () => {
  if (await askAgain()) location.replace(location.pathname + location.search);
});
// A page that the browser brings back as it was may show what has been changed or wiped elsewhere since.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
