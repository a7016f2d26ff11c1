// The receipt: number and code, how to find the filing again, what happens next and by when, and the sheet for the agency.

import { drawQr } from "./api.js";
import { element, knows, moment, pairs, say } from "./form-words.js";
import { filledSheet } from "./sheet.js";
import { spelled } from "./spelled.js";

const page = document.getElementById("form-page");
const lookUp = document.getElementById("receipt-look-up");
// With this module, which is loaded only when there is a receipt.
document.head.append(element("link", { rel: "stylesheet", href: `${page.dataset.base}assets/sheets.css` }));
const SVG = "http://www.w3.org/2000/svg";

/**
 * Show a receipt, as the service gave it. `placeName` is the insured place's name, `decision` the place's rule on how soon it
 * decides, or null where none is recorded; `filing` the document that was sent, without which there is no filled sheet.
 */
export function showReceipt(received, { placeName, decision = null, filing = null }) {
  const { number, lookup_code: code } = received;
  const address = new URL(`status/#${new URLSearchParams({ number, code })}`, new URL(page.dataset.base, location.href)).href;
  lookUp.href = address;
  const ticket = element("div", { class: "form-ticket" },
    element("p", { class: "form-ticket-name" }, say("receipt.number")), spelled(number, "receipt-number"),
    element("p", { class: "form-ticket-name" }, say("receipt.code")), spelled(code, "receipt-code"));
  document.getElementById("receipt").replaceChildren(
    ticket,
    copying(received, ticket),
    element("p", { class: "form-warning" }, say("receipt.keep")),
    pairs([
      [say("receipt.place"), placeName],
      [say("receipt.type"), say(`type.${received.type}`)],
      [say("receipt.received"), moment(received.received_at)],
    ]),
    element("h3", {}, say("receipt.next")),
    ...whatNext(received, decision).map((sentence) => element("p", {}, sentence)),
    element("p", {}, say("receipt.pending")),
  );
  addQr(ticket, address);
  return addSheet(filing, number);
}

function whatNext({ status }, decision) {
  const rule = decision && `rule.decision_time.${decision.kind}`;
  // Where no source says how long it takes, the sentence of the status says so.
  if (!rule || !knows(rule)) return [say(`next.${status}`), say("receipt.ask")];
  return [say("receipt.reviewed"), say(rule, decision)];
}

// Where a browser does not copy (an old one, or no secure connection), what is to be copied is marked.
function copying({ number, lookup_code: code }, ticket) {
  const said = element("span", { role: "status" });
  const button = element("button", { type: "button", id: "receipt-copy" }, say("receipt.copy"));
  button.addEventListener("click", async () => {
    const text = [[say("receipt.number"), number], [say("receipt.code"), code]].map((pair) => pair.join(say("colon"))).join("\n");
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = say("receipt.copied");
    } catch {
      getSelection().selectAllChildren(ticket);
      said.textContent = say("receipt.marked");
    }
  });
  return element("p", { class: "receipt-copy" }, button, " ", said);
}

// A receipt is whole without its QR code: a device that is offline by now has none.
async function addQr(ticket, address) {
  const { ok } = await drawQr(page.dataset.top, address);
  if (!ok) return;
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", `0 0 ${ok.size} ${ok.size}`);
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", say("receipt.qr.name"));
  const squares = document.createElementNS(SVG, "path");
  squares.setAttribute("d", ok.path);
  drawing.append(squares);
  ticket.append(element("figure", { class: "receipt-qr" }, drawing, element("figcaption", {}, say("receipt.qr"))));
}

async function addSheet(filing, number) {
  const place = document.getElementById("receipt-sheet");
  place.replaceChildren();
  // The receipt is whole without the sheet as well.
  const sheet = filing && (await filledSheet(filing, number, page.dataset).catch(() => null));
  if (!sheet) return;
  const sentences = ["receipt.paper", "receipt.sheet.text"].map((key) => element("p", {}, say(key)));
  const lead = element("div", { class: "sheet-screen" }, element("h3", {}, say("receipt.sheet")), ...sentences);
  place.append(lead, sheet);
}

document.getElementById("receipt-print").addEventListener("click", () => window.print());
