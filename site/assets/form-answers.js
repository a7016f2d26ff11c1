// The answers with a way back to each, before they are sent.

import { day, element, say } from "./form-words.js";
import { UNASKED, answer, wordsOf } from "./form-fields.js";
import { paperAnswers } from "./form-papers.js";
import { picture } from "./strokes.js";

/** List every answer of the steps before, each with a link to change it. */
export function showAnswers(steps, go) {
  const parts = steps.map((step) => {
    const rows = fieldsOf(step).map((field) => row(field, step, go)).filter(Boolean);
    if (!rows.length) return null;
    const title = step.querySelector("h2").lastChild.textContent;
    return element("div", { class: "form-answers" }, element("h3", {}, title), element("dl", {}, ...rows));
  });
  document.getElementById("check").replaceChildren(...parts.filter(Boolean));
}

function fieldsOf(step) {
  return [...step.querySelectorAll(".form-field:not([data-any-of])")].filter((field) => !field.closest(UNASKED));
}

function row(field, step, go) {
  const shown = shownAnswer(field);
  if (!shown) return null;
  const label = [wordsOf(field), numberOf(field)].join(" ").trim();
  const hidden = element("span", { class: "form-spoken" }, ` ${label}`);
  const change = element("a", { href: `#${step.id}` }, say("form.change"), hidden);
  change.addEventListener("click", (event) => {
    event.preventDefault();
    go(field);
  });
  return element("div", {}, element("dt", {}, label), element("dd", {}, ...[shown].flat()), element("dd", { class: "form-change" }, change));
}

// Where there are several places of treatment, each says which one it is.
function numberOf(field) {
  const several = field.closest("fieldset")?.querySelector(":scope > legend:not(.form-spoken) > .form-numbered");
  return several ? Number(field.dataset.pointer.split("/")[2]) + 1 : "";
}

function shownAnswer(field) {
  const { pointer, kind } = field.dataset;
  const given = answer(pointer);
  if (!given.length) return "";
  if (kind === "date") return day(given);
  if (kind === "place") return field.querySelector("input").value;
  if (kind === "select") return field.querySelector("select").selectedOptions[0].textContent;
  if (kind === "tick") return say("form.yes");
  if (pointer === "/materials") return paperAnswers();
  if (kind === "drawn") return picture(given, wordsOf(field));
  if (kind !== "radios" && kind !== "ticks") return given;
  const chosen = [...field.querySelectorAll("input:checked")].map((control) => control.labels[0].querySelector(".form-words"));
  return chosen.map((words) => words.textContent).join(say("list.comma"));
}
