// Whoever comes back is asked before anything is filled in; a switch of language and other ways that the form itself leads are not
// asked about. The question stands in the place of the form.

import { forget, found, hold, kept, watch } from "./form-keep.js";
import { form } from "./form-fields.js";
import { isDone } from "./form-steps.js";
import { recall, remember } from "./form-tabs.js";
import { element, knows, moment, pairs, say } from "./form-words.js";

const card = document.getElementById("form-card");
const top = document.getElementById("form-top");
const title = document.getElementById("form-card-title");

/** Ask in the place of the form, which stays away until it is shown again; `said` are texts or elements, `choices` [answer, words] with the main one first. */
export function ask(heading, said, choices) {
  form.hidden = top.hidden = true;
  title.textContent = heading;
  return new Promise((resolve) => {
    const buttons = choices.map(([answer, words], i) => {
      const button = element("button", { type: "button", class: i ? "form-second" : "form-main", "data-answer": answer }, words);
      button.addEventListener("click", () => {
        card.hidden = true;
        resolve(answer);
      });
      return button;
    });
    document.getElementById("form-card-said").replaceChildren(...said.map(inParagraph), element("div", { class: "form-actions" }, ...buttons));
    card.hidden = false;
    title.focus({ preventScroll: true });
  });
}

const inParagraph = (part) => (typeof part === "string" ? element("p", {}, part) : part);

/** Leave for another page of this site that leads back to the form, or for the form in another language: there it goes on unasked. */
export async function goOnward(address) {
  await kept();
  remember("onward", isDone() ? "receipt" : "draft");
  location.assign(address);
}

/** Return what was kept where the reader wants to go on with it, else null. `nameOf(code)` gives the name of a place, if it can be had. */
export async function comeBack(nameOf) {
  const onward = recall("onward") === "draft";
  remember("onward", null);
  let draft = await found();
  if (!draft) return null;
  if (!(await hold())) {
    await askTaken();
    draft = await found();
    return draft;
  }
  if (onward || (await askKept(draft, nameOf)) === "continue") return draft;
  await forget();
  return null;
}

async function askKept(draft, nameOf) {
  const { "/insured_place": code, "/type": [kind] = [] } = draft.answers;
  const wanted = new URLSearchParams(location.search).get("place");
  const [place, other] = await Promise.all([code, wanted].map((each) => each && nameOf(each)));
  const elsewhere = place && other && code !== wanted;
  const rows = [[say("keep.since"), moment(draft.savedAt)]];
  if (place) rows.push([say("keep.place"), place]);
  if (knows(`type.${kind}`)) rows.push([say("keep.kind"), say(`type.${kind}`)]);
  const said = [elsewhere ? say("keep.found.elsewhere", { place, other }) : say("keep.found.text"), pairs(rows)];
  const again = elsewhere ? say("keep.again.other", { other }) : say("keep.again");
  const on = elsewhere ? say("keep.continue.other", { place }) : say("keep.continue");
  return ask(say("keep.found"), [...said, say("keep.again.text")], [["continue", on], ["again", again]]);
}

/** Say that another tab has the form, until the reader wants it here. */
export async function askTaken() {
  await ask(say("keep.taken"), [say("keep.taken.text")], [["here", say("keep.here")]]);
  await hold(true);
}

/** Ask whether everything typed is to be deleted; true where it is deleted. */
export async function askAgain() {
  const hidden = top.hidden;
  const answer = await ask(say("keep.delete"), [say("keep.delete.text")], [["stay", say("keep.stay")], ["delete", say("keep.delete.yes")]]);
  if (answer === "delete") await forget();
  form.hidden = answer === "delete";
  top.hidden = hidden;
  document.getElementById("form-delete").focus();
  return answer === "delete";
}

/** Tell below the form whether what is typed is kept; `onLost()` is called once another tab has taken the form over. */
export function tell(onLost) {
  const line = document.getElementById("form-kept");
  watch(onLost, (isKept) => {
    line.firstElementChild.textContent = say(isKept ? "keep.kept" : "keep.unkept");
    line.hidden = false;
  });
}

// The menu of languages leads on with the form, at the same step with the same answers.
document.querySelector(".site-languages").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  goOnward(link.href);
});
