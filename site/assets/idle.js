// Ends what nobody goes on with: after some time without a touch a dialogue counts down, and then all is wiped.

import { element, say } from "./form-words.js";

/** Call `wipe()` after `seconds` without a touch or a key and `warning` seconds more, in which one may still go on. */
export function whenIdle({ seconds, warning, wipe }) {
  const text = element("p", { role: "timer" });
  const go = element("button", { type: "button", class: "form-main" }, say("counter.go-on"));
  const end = element("button", { type: "button", class: "form-second" }, say("counter.end"));
  const heading = element("h2", { id: "idle-title" }, say("counter.still-there"));
  const actions = element("div", { class: "form-actions" }, go, end);
  const dialogue = element("dialog", { class: "form-page counter-idle", "aria-labelledby": "idle-title" }, heading, text, actions);
  document.querySelector(".form-page").append(dialogue);
  let last = Date.now();

  const stir = () => {
    if (!dialogue.open) last = Date.now();
  };
  for (const name of ["pointerdown", "keydown", "input", "scroll"]) document.addEventListener(name, stir, { passive: true });
  const goOn = () => {
    last = Date.now();
    dialogue.close();
  };
  go.addEventListener("click", goOn);
  dialogue.addEventListener("cancel", goOn);
  end.addEventListener("click", wipe);

  // By the clock and not by counting: a device that slept wipes as soon as it wakes.
  setInterval(() => {
    const left = Math.ceil(seconds + warning - (Date.now() - last) / 1000);
    if (left <= 0) return wipe();
    if (left > warning) return;
    text.textContent = say("counter.wipes", { n: left });
    if (!dialogue.open) dialogue.showModal();
  }, 1000);
}
