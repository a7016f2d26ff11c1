// The template of a list: the columns that a kind of filing has at a place, in the reader's words, and one row that is an example.

import { csv } from "./desk-import-file.js";
import { placeName } from "./desk.js";
import { say } from "./form-words.js";

// Nobody has these numbers: their check characters fit, and that is all.
const EXAMPLE = { name: "示例 张三", number: "32100219600229001X", agent: "示例 李四", agentNumber: "321002198505050025" };
const CARD = "document.resident-identity-card";

/** Write the template of a type of filing; `table` is the place's form, `term` what it says of the type. */
export const template = (table, term) => {
  const columns = [...person(table, term), ...treatments(table, term), ...special(term), ...agent()];
  return csv([columns.map(([id]) => say(`column.${id}`)), columns.map(([, example]) => example)]);
};

function person(table, term) {
  return [
    ["type", say(`type.${term.kind}`)],
    ["scheme", say(`scheme.${table.schemes[0]}`)],
    ["name", EXAMPLE.name],
    ["document", say(CARD)],
    ["number", EXAMPLE.number],
    ["phone", "13800000000"],
    ["address", ""],
  ];
}

function treatments(table, term) {
  const elsewhere = ["11", "31"].find((code) => !table.place.startsWith(code));
  const columns = [["treatment", placeName(elsewhere)], ["from", ""], ...(term.open_ended ? [] : [["until", ""]])];
  // Who may name one place only has no second column to be misled by.
  const second = term.places_max === 1 ? [] : columns.map(([id]) => [`${id}_2`, ""]);
  return [...columns, ...second];
}

function special(term) {
  const hospital = term.kind === "referred" ? [["hospital", "示例医院"], ["level", say(`level.${term.level_min ?? 1}`)]] : [];
  const groups = [...(term.materials ?? []), ...(term.agent_materials ?? [])];
  const papers = groups.map(([first]) => say(`material.${first}`)).join(" / ");
  return [...(term.retroactive ? [["admitted", ""]] : []), ...hospital, ["papers", papers]];
}

const agent = () => [
  ["agent_name", EXAMPLE.agent],
  ["agent_document", say(CARD)],
  ["agent_number", EXAMPLE.agentNumber],
  ["agent_phone", "13900000000"],
];
