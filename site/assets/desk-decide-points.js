// What the person is to correct: ticks beside the papers and answers of the file, and papers that are missing.

import { labelOf } from "./desk-file-answers.js";
import { element, say } from "./form-words.js";

const WHAT = ["incomplete", "incorrect", "outdated"];
// What a person may correct: all of it before anything was approved, where and how to be reached afterwards (actions.py).
const BEFORE = ["scheme", "insured", "filer", "contact", "treatments", "referral", "admission", "letter"];
const AFTERWARDS = ["treatments", "contact"];
// What a correction cannot touch, or says nothing by itself.
const NOT_ASKED = /\/(capacity|sha256|id|language|drawn|consent|mutual_aid)$/;

/** Ask for the points; the draft keeps them by pointer. */
export function points(file, draft, rules) {
  const filing = file.document;
  const papers = (filing?.materials ?? []).map((paper, i) => row(draft, `/materials/${i}`, say(`material.${paper.material}`), "incomplete"));
  const members = file.approved_on ? AFTERWARDS : BEFORE;
  const answers = members.flatMap((member) => leaves(filing?.[member], `/${member}`)).map((pointer) => row(draft, pointer, labelOf(pointer, file), "incorrect"));
  if (filing && !filing.contact?.address) answers.push(row(draft, "/contact/address", `${labelOf("/contact/address", file)} · ${say("desk-decide.points.empty")}`, "incomplete"));
  const groups = [group("papers", papers), missing(file, draft, rules.materials), group("answers", answers)];
  const part = element("div", { class: "decide-points" }, ...groups.filter(Boolean));
  const value = () => ({ points: [...[...draft.points].map(([pointer, what]) => ({ pointer, what })), ...draft.missing.map((material) => ({ pointer: "/materials/-", what: "incomplete", material }))] });
  return { part, value, wrong: () => (draft.points.size + draft.missing.length ? [] : [say("desk-decide.points.needed")]) };
}

function group(name, rows) {
  return rows.length ? element("fieldset", { class: "form-field" }, element("legend", {}, say(`desk-decide.points.${name}`)), ...rows) : null;
}

function leaves(value, pointer) {
  if (value === undefined || NOT_ASKED.test(pointer)) return [];
  if (value === null || typeof value !== "object") return [pointer];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, `${pointer}/${key}`));
}

function row(draft, pointer, label, usual) {
  const id = `point${pointer.replaceAll("/", "-")}`;
  const box = element("input", { type: "checkbox", id, "data-points": pointer });
  const what = element("select", { "aria-label": say("desk-decide.what", { label }) }, ...WHAT.map((each) => element("option", { value: each }, say(`desk-decide.what.${each}`))));
  box.checked = draft.points.has(pointer);
  what.value = draft.points.get(pointer) ?? usual;
  what.hidden = !box.checked;
  const note = () => {
    what.hidden = !box.checked;
    if (box.checked) draft.points.set(pointer, what.value);
    else draft.points.delete(pointer);
  };
  box.addEventListener("change", note);
  what.addEventListener("change", note);
  return element("div", { class: "decide-point" }, element("div", { class: "form-option" }, box, element("label", { for: id }, label)), what);
}

// Papers that the rules ask for and that are not there come first in the list.
function missing(file, draft, materials) {
  const wanted = (file.checklist ?? []).filter(({ state }) => state === "missing").flatMap(({ any_of: ids }) => ids);
  const given = new Set((file.document?.materials ?? []).map(({ material }) => material));
  const offered = [...new Set([...wanted, ...materials])].filter((id) => !given.has(id));
  if (!offered.length) return null;
  const list = element("ul", { class: "decide-missing" });
  const choice = element("select", { id: "decide-missing" });
  const draw = () => {
    list.replaceChildren(...draft.missing.map((id) => element("li", {}, say(`material.${id}`), " ", drop(draft, id, draw))));
    const left = offered.filter((id) => !draft.missing.includes(id)).map((id) => element("option", { value: id }, say(`material.${id}`)));
    choice.replaceChildren(element("option", { value: "" }, say("desk-decide.points.choose")), ...left);
  };
  choice.addEventListener("change", () => {
    if (choice.value) draft.missing.push(choice.value);
    draw();
  });
  draw();
  return element("fieldset", { class: "form-field" }, element("legend", {}, say("desk-decide.points.missing")), list,
    element("label", { for: "decide-missing", class: "decide-small" }, say("desk-decide.points.add")), choice);
}

function drop(draft, id, draw) {
  const button = element("button", { type: "button", class: "decide-drop", "aria-label": say("desk-decide.points.drop", { label: say(`material.${id}`) }) }, "×");
  button.addEventListener("click", () => {
    draft.missing.splice(draft.missing.indexOf(id), 1);
    draw();
    document.getElementById("decide-missing").focus();
  });
  return button;
}
