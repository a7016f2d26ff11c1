// What can be said before anything is sent: an answer is missing, or not spelled as the schema has it.
// All else the service decides.

import { isTooLate } from "./form-after.js";
import { UNASKED, answer, form, question } from "./form-fields.js";
import { sentence } from "./form-errors.js";
import { fileAt, papersWrong, placeOf, refuseFile } from "./form-papers.js";

const CHOICES = { radios: "choice", select: "choice", ticks: "choice" };

/** List what is wrong in one step, each as { pointer, text }. */
export function wrongIn(step) {
  const asked = [...step.querySelectorAll(".form-field")].filter((field) => !field.closest(UNASKED));
  return [...asked.flatMap(wrong), ...papersMissing(step), ...(step.id === "step-papers" ? papersWrong() : [])];
}

function wrong(field) {
  const { pointer, kind } = field.dataset;
  if (kind === "ticks") return [];
  const given = answer(pointer);
  if (given === "") {
    const control = field.querySelector("input[type=date]");
    // A date that is only half entered has no value, but it is not empty either.
    if (control?.validity.badInput) return [found(pointer, "format", ["date"])];
    return "required" in field.dataset ? [found(pointer, "required", variantsOf(field))] : [];
  }
  if (kind === "place" && !field.querySelector("input").value.trim()) return [found(pointer, "required", ["place"])];
  if (given.length < Number(field.dataset.minLength ?? 0)) return [found(pointer, "too-short")];
  if (pointer === "ask-admission" && isTooLate()) return [found(pointer, "claim-by-hand")];
  return spelled(field, given) ? [] : [found(pointer, "format", variantsOf(field))];
}

function found(pointer, rule, variants = []) {
  return { pointer, text: sentence({ pointer, rule }, variants) };
}

/** By what a sentence about a question may differ: the kind of document chosen beside its number, and the kind of question. */
export function variantsOf(field) {
  return [documentKind(field), CHOICES[field.dataset.kind] ?? field.dataset.kind];
}

function documentKind(field) {
  return field.dataset.patterns ? answer(field.dataset.pointer.replace(/number$/, "kind")) : "";
}

function spelled(field, given) {
  const patterns = field.dataset.patterns && JSON.parse(field.dataset.patterns);
  const pattern = patterns ? patterns[documentKind(field)] : field.dataset.pattern && JSON.parse(field.dataset.pattern);
  return !pattern || new RegExp(pattern, "u").test(given);
}

// The place's table says which papers are wanted; each of its groups is a fieldset that bears them, though a paper that serves two
// groups stands in the first only.
function papersMissing(step) {
  const groups = [...step.querySelectorAll("[data-any-of]")].filter((group) => !group.closest(UNASKED));
  const empty = groups.filter((group) => !JSON.parse(group.dataset.anyOf).some((id) => answer("/materials").includes(id)));
  return empty.map((group) => ({ pointer: group.dataset.pointer, text: sentence({
    pointer: "/materials", rule: group.dataset.rule, params: { any_of: JSON.parse(group.dataset.anyOf) },
  }) }));
}

/** Say where each of the service's findings stands and in which words; `renewed` has that of some by their pointer already. */
export function placed(findings, renewed) {
  // All files are found before the first is refused: a refused one is no longer counted.
  const found = findings.map((finding) => [finding, fileAt(finding.pointer)]);
  return found.map(([finding, file]) => renewed.get(finding.pointer) ?? (file ? atFile(finding, file) : atQuestion(finding)));
}

const atFile = (finding, file) => ({ pointer: file.id, text: refuseFile(file, sentence({ ...finding, pointer: file.id })) });

// A finding about papers stands at their group, whatever its pointer says of the list.
function atQuestion(finding) {
  const wanted = finding.params?.any_of && JSON.stringify(finding.params.any_of);
  const paper = [...form.querySelectorAll("[data-any-of]")].find((group) => group.dataset.anyOf === wanted);
  const field = question(finding.pointer);
  return { pointer: paper?.dataset.pointer ?? placeOf(finding.pointer), text: sentence(finding, field ? variantsOf(field) : []) };
}
