// Sets a device up as a counter: the key is asked for once and tried, the clerk each time the window is opened anew.

import { getCounter } from "./api.js";
import { counterKey, hasClerk, keepDesk, keepKey, keepStaff, staff } from "./counter-device.js";
import { loadPlaces } from "./finder.js";
import { clearProblems, inWords, showProblem, showProblems } from "./form-errors.js";
import { pairs, say } from "./form-words.js";

const page = document.getElementById("counter-page");
const keyForm = document.getElementById("counter-key-form");
const key = document.getElementById("counter-key");
const on = document.getElementById("counter-on");
const name = document.getElementById("staff");
const field = document.getElementById("counter-staff-field");

keyForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearProblems();
  if (!key.value.trim()) return missing("counter-key", "counter.key");
  await enter(key.value.trim());
});

on.addEventListener("submit", (event) => {
  event.preventDefault();
  clearProblems();
  if (!field.hidden && name.value.trim().length < 2) return missing("staff", "counter.staff");
  if (!field.hidden) keepStaff(name.value.trim());
  if (!counterKey()) keepDesk();
  location.assign(`${page.dataset.base}file/`);
});

document.getElementById("counter-forget").addEventListener("click", () => {
  keepKey(null);
  location.reload();
});

function missing(pointer, label) {
  const text = say("finding.required", { label: say(label) });
  showProblems(say("problem.title"), [{ pointer, text }], (it) => it.querySelector("input").focus());
}

async function enter(token) {
  const found = await getCounter(page.dataset.top, token);
  keyForm.hidden = Boolean(found.ok);
  on.hidden = !found.ok;
  if (!found.ok) return showProblem(say("problem.stopped"), inWords(found.problem));
  keepKey(token);
  key.value = "";
  await show(found.ok);
}

/** A clerk who has signed in at the desk is a counter wherever they sit; whoever has not enters the device's key. */
async function askDesk() {
  const found = await getCounter(page.dataset.top, null);
  keyForm.hidden = Boolean(found.ok);
  on.hidden = !found.ok;
  if (found.ok) await show(found.ok);
}

async function show(counter) {
  const title = document.getElementById("counter-name");
  const places = await loadPlaces(page.dataset.base).catch(() => []);
  const names = counter.places.map((code) => places.find((place) => place.code === code)?.name ?? code);
  title.textContent = counter.name;
  field.hidden = !hasClerk(counter.channel) || counter.staff !== null;
  document.getElementById("counter-forget").hidden = counter.signed_in;
  name.value = staff();
  document.getElementById("counter-facts").replaceChildren(pairs([
    [say("counter.channel"), say(`channel.${counter.channel}`)],
    [say("counter.places"), names.join(say("list.comma"))],
    ...(counter.staff === null ? [] : [[say("counter.signed-in"), counter.staff]]),
  ]));
  title.focus();
}

if (counterKey()) await enter(counterKey());
else await askDesk();
