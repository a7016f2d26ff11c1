// Filing numbers and lookup codes as people read them, on every page that shows one.

import { element } from "./form-words.js";

/** A number to be read aloud: its groups for the eye, its characters one by one for a screen reader. */
export function spelled(number, id) {
  const groups = number.split("-").map((group) => element("span", {}, group));
  const seen = element("span", { class: "form-groups", "aria-hidden": "true" });
  groups.forEach((group, i) => seen.append(...(i ? ["-", group] : [group])));
  const heard = number.split("-").map((group) => [...group].join(" ")).join(", ");
  const attributes = { class: "form-ticket-number", id, "data-number": number };
  return element("p", attributes, seen, element("span", { class: "form-spoken" }, heard));
}
