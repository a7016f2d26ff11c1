// Registering afterwards: whoever has been discharged and has paid does not file any more but claims by hand; the form stops there.

import { answer } from "./form-fields.js";
import { element, say } from "./form-words.js";

const page = document.getElementById("form-page");

/** Whether the filing ends here. */
export const isTooLate = () => answer("ask-admission") === "discharged";

/** Put the place's rule with its source beside what is to be done; `known` is the fact of the place's table. */
export function showAfter(table, known) {
  const rule = document.getElementById("by-hand-rule");
  // Where a filing is corrected, nobody is asked whether they have been discharged.
  if (!rule) return;
  rule.replaceChildren();
  if (known) {
    const source = element("a", { href: `${page.dataset.base}sources/#${known.source}`, target: "_blank", rel: "noopener" }, say("hand.source"));
    rule.append(say(known.key, known.params), " ", source);
  }
  document.getElementById("by-hand-place").href = `${page.dataset.base}places/${table.place}/`;
}
