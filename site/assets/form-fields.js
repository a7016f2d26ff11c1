// The questions of the page: a question is a .form-field that knows its JSON Pointer; its controls bear the pointer as their name.

export const form = document.getElementById("form");
// A question in such a part does not apply; that its whole step is not the one shown does not matter.
export const UNASKED = "[hidden]:not(.form-step), fieldset:disabled";
const CONTROLS = ":scope > input, :scope > select, :scope > fieldset, .form-option input";

const named = (pointer) => [...form.querySelectorAll(`[name="${CSS.escape(pointer)}"]`)];

/** Find the question at a pointer, or at the nearest pointer above it; null where there is none. */
export function question(pointer) {
  for (let at = pointer; at; at = at.slice(0, Math.max(at.lastIndexOf("/"), 0))) {
    const own = `[data-pointer="${CSS.escape(at)}"]`;
    const found = document.querySelector(own) ?? document.querySelector(own.replace("pointer", "group"));
    if (found) return found;
  }
  return null;
}

/** Return a question's own words. */
export function wordsOf(field) {
  const words = field.dataset.group ? ":scope > legend" : ".form-words";
  return field.querySelector(words)?.textContent.trim() ?? "";
}

/** Return the answer at a pointer, "" where there is none; several ticks come as a list. */
export function answer(pointer) {
  const controls = named(pointer).filter((control) => !control.matches(":disabled"));
  if (controls[0]?.type === "radio" || controls[0]?.type === "checkbox") {
    const chosen = controls.filter((control) => control.checked).map((control) => control.value);
    return controls[0].dataset.member ? chosen : (chosen[0] ?? "");
  }
  return controls.length ? tidy(controls[0]) : "";
}

/** Put an answer at a pointer. */
export function setAnswer(pointer, value) {
  for (const control of named(pointer)) {
    if (control.type === "radio" || control.type === "checkbox") control.checked = control.value === value;
    else control.value = value;
  }
}

/** The control that a reader is led to. */
export function firstControl(field) {
  return field.querySelector("input:not([type=hidden]):not(:disabled), select:not(:disabled), button:not([hidden])") ?? field;
}

/** Return what was typed without what does not matter: spaces around it, and in numbers of documents spaces and small letters. */
function tidy(control) {
  const text = control.value.normalize(["tel", "email"].includes(control.type) ? "NFKC" : "NFC").trim();
  const code = control.getAttribute("autocapitalize") === "characters";
  return code ? text.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "") : text;
}

/**
 * Put all answers into one document, as the schema wants it: what is empty or does not apply is left out. A tick's `data-more`
 * holds what is said of it beside its name.
 */
export function collect() {
  const document = { materials: [] };
  for (const control of form.querySelectorAll("[name^='/']:not(:disabled)")) {
    if ((control.type === "radio" || control.type === "checkbox") && !control.checked) continue;
    if (control.dataset.member) document.materials.push({ [control.dataset.member]: control.value, ...JSON.parse(control.dataset.more ?? "{}") });
    else if (tidy(control) !== "") place(document, control.name.split("/").slice(1), typed(control));
  }
  return document;
}

function typed(control) {
  const text = tidy(control);
  return { integer: Number(text), boolean: text === "true" }[control.dataset.type] ?? text;
}

function place(part, [step, ...rest], value) {
  if (!rest.length) part[step] = value;
  else place((part[step] ??= /^\d+$/.test(rest[0]) ? [] : {}), rest, value);
}

/** Show or hide a part of the form; what is hidden is not asked and not sent. */
export function offer(part, on) {
  part.hidden = !on;
  for (const control of part.matches("fieldset") ? [part] : part.querySelectorAll(CONTROLS)) control.disabled = !on;
}

/** Let a question that may be left open be one that must be answered, or the other way round. */
export function demand(field, wanted) {
  field.toggleAttribute("data-required", wanted);
  field.querySelector(".form-optional").hidden = wanted;
}

/** Show the groups that an answer brings and hide those that it does not; `data-unasked` shows one where nobody asks. */
export function refresh() {
  for (const group of form.querySelectorAll("[data-when]")) {
    const { when, is } = group.dataset;
    const asked = named(when).some((control) => !control.disabled);
    offer(group, asked ? answer(when) === is : "unasked" in group.dataset);
  }
}
