// The commitment letter: offered where it may be signed, what follows from it, and a signature drawn with finger or mouse.
// Whoever cannot or would rather not draw types their name, which is enough.

import { answer, form, offer, setAnswer } from "./form-fields.js";
import { usedTreatments } from "./form-treatments.js";
import { say } from "./form-words.js";
import { INK, pathOf, strokesOf } from "./strokes.js";

const DRAWN = "/letter/drawn";
const canvas = document.getElementById("letter-canvas");
const clear = document.getElementById("letter-clear");
const pen = canvas.getContext("2d");
let strokes = [];
let drawing = null;

/** Offer the letter where the place does and for as many places of treatment as it does; say what is the case. */
export function renewLetter(term) {
  const most = term.letter?.places_max ?? 0;
  const many = most > 0 && usedTreatments() > most;
  offerHere(most > 0 && !many, many ? say("letter.many", { n: usedTreatments(), limit: most }) : "");
  const days = term.papers_due_days;
  document.getElementById("letter-follows").textContent = say(days ? "letter.follows" : "letter.follows-unknown", { days });
}

// Where a filing is corrected, signing is not a choice.
function offerHere(offered, why) {
  const part = form.querySelector("[data-offer='letter']");
  if (!part) return;
  offer(part, offered);
  const note = document.getElementById("letter-many");
  note.hidden = !why;
  note.textContent = why;
}

/** Take the drawn signature away, when the letter is to be signed anew. */
export function clearSignature() {
  strokes = [];
  write();
}

function draw() {
  pen.clearRect(0, 0, canvas.width, canvas.height);
  Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: INK });
  for (const stroke of drawing ? [...strokes, drawing] : strokes) {
    pen.beginPath();
    stroke.forEach(([x, y]) => pen.lineTo(x, y));
    // A dot is a line of no length.
    if (stroke.length === 1) pen.lineTo(...stroke[0]);
    pen.stroke();
  }
  clear.hidden = !strokes.length;
}

function write() {
  setAnswer(DRAWN, pathOf(strokes));
  draw();
}

function at(event) {
  const box = canvas.getBoundingClientRect();
  const bound = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
  return [bound(((event.clientX - box.left) * 600) / box.width, 600), bound(((event.clientY - box.top) * 200) / box.height, 200)];
}

canvas.addEventListener("pointerdown", (event) => {
  if (!event.isPrimary || event.button) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  drawing = [at(event)];
  draw();
});
canvas.addEventListener("pointermove", (event) => {
  if (!drawing || !event.isPrimary) return;
  drawing.push(...(event.getCoalescedEvents?.() ?? [event]).map(at));
  draw();
});
for (const end of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(end, (event) => {
    if (!drawing || !event.isPrimary) return;
    strokes.push(drawing);
    drawing = null;
    write();
    // For whoever keeps what is typed, as if the hidden answer had been typed.
    form.querySelector(`[name='${DRAWN}']`).dispatchEvent(new Event("change", { bubbles: true }));
  });
}
clear.addEventListener("click", () => {
  clearSignature();
  document.getElementById("letter-signed_name").focus();
});
// A draft brings the signature back, a filing handed in takes it away.
form.addEventListener("restored", () => {
  strokes = strokesOf(answer(DRAWN));
  draw();
});
form.addEventListener("reset", clearSignature);
