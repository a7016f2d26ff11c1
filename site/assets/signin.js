// The offer to sign in, on the form and on the page of one's own filings: where it leads, and what the provider's answer was.

import { inWords } from "./form-errors.js";
import { element, say } from "./form-words.js";

/** Take the reason for which signing in failed out of the address, so that a reload does not repeat it; "" where there is none. */
export function takeReason() {
  const given = new URLSearchParams(location.search);
  const reason = given.get("signin") ?? "";
  if (!reason) return "";
  given.delete("signin");
  const rest = given.size ? `?${given}` : "";
  history.replaceState(history.state, "", location.pathname + rest + location.hash);
  return inWords(reason);
}

/** Where signing in starts; it leads back to this page as it is. */
export function startAddress(top) {
  const back = location.pathname + location.search;
  return `${top}v1/session/start?${new URLSearchParams({ back })}`;
}

/** Draw the offer; `reason` is why the last try failed, `go(address)` leaves the page, `rest` stands beside the main way. */
export function drawOffer({ top, said, reason = "", go, rest = [], main = false }) {
  const link = element("a", { class: main ? "form-main" : "form-second", href: startAddress(top), id: "signin-go" }, say("signin.go"));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    go(link.href);
  });
  const warning = reason ? [element("p", { class: "form-warning", role: "status" }, reason)] : [];
  return [...warning, ...said.map((text) => element("p", {}, text)), element("div", { class: "form-actions" }, link, ...rest)];
}

/** Make a button that looks as it should. */
export function button(words, act, attributes = {}) {
  const made = element("button", { type: "button", class: "form-second", ...attributes }, words);
  made.addEventListener("click", act);
  return made;
}
