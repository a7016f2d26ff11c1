// The decision helper's table (/rules/<ruler>.json): which question comes next, and which outcome the answers lead to.
// The table was decided when the site was built; nothing here knows a rule.

/** Say how far the place of treatment is from the insured place, as the table's first question has it. */
export function whereOf(insured, treated) {
  if (insured === treated) return "same-place";
  return insured.slice(0, 2) === treated.slice(0, 2) ? "same-province" : "other-province";
}

/** Follow the answers: { asked, outcome } where they lead to one, else { asked, ask, options } with the next question. */
export function walk(table, answers) {
  const asked = [];
  let node = table.tree;
  while (typeof node === "object") {
    const given = answers[node.ask];
    if (!given || !Object.hasOwn(node.of, given)) return { asked, ask: node.ask, options: Object.keys(node.of) };
    asked.push(node.ask);
    node = node.of[given];
  }
  return { asked, outcome: table.outcomes[node] };
}

/** The answers that the table has for a question that was asked already. */
export function optionsOf(table, answers, name) {
  let node = table.tree;
  while (node.ask !== name) node = node.of[answers[node.ask]];
  return Object.keys(node.of);
}
