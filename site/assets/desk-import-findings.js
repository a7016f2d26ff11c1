// What is wrong with a list, row by row: which row, which column, and the form's own sentence about it.

import { canSay, element, knows, say } from "./form-words.js";

const section = document.getElementById("import-wrong");

/** Show findings whose pointers lead into rows as a table, and what concerns the whole list at the top, by `problem(title, text)`. */
export function showFindings(findings, problem) {
  const whole = findings.filter(({ pointer }) => !pointer.startsWith("/rows/"));
  const rows = findings.filter(({ pointer }) => pointer.startsWith("/rows/"));
  const heads = [...section.querySelectorAll("th")].map((head) => head.textContent);
  section.querySelector("tbody").replaceChildren(...rows.map((finding) => {
    const [, , row, column] = finding.pointer.split("/");
    const cells = [row, column ? say(`column.${column}`) : say("desk-import.row"), sentence(finding, column)];
    return element("tr", {}, ...cells.map((text, i) => element("td", { "data-head": heads[i] }, element("span", {}, text))));
  }));
  const n = new Set(rows.map(({ pointer }) => pointer.split("/")[2])).size;
  section.querySelector("h2").textContent = say("desk-import.wrong", { n });
  section.hidden = !rows.length;
  if (whole.length) problem(say("desk-import.wrong.list"), whole.map((finding) => sentence(finding, finding.pointer.split("/")[2])).join(" "));
  else section.querySelector("h2").focus();
}

// As the form says it, with the column's name for the question's.
function sentence({ pointer, rule, params = {} }, column) {
  const once = `desk-import.once${pointer.replace("/", ".")}`;
  if (knows(once)) return say(once);
  const given = { ...params, label: column && knows(`column.${column}`) ? say(`column.${column}`) : say("desk-import.row") };
  if (given.any_of) given.any_of = [given.any_of.map((id) => `material.${id}`).join("|")];
  return say(canSay(`finding.${rule}`, given) ? `finding.${rule}` : "finding.other", given);
}
