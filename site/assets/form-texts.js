// The notice and the letters as this page shows them. What is recorded as read or signed is the version that is shown; one that
// has a newer version is fetched anew, shown in the old one's place, and read or signed again.

import { getText } from "./api.js";
import { answer, form, setAnswer } from "./form-fields.js";
import { clearSignature } from "./form-letter.js";
import { element, language, say } from "./form-words.js";

const page = document.getElementById("form-page");
// Wide enough for the reader's language and the Chinese side by side.
const wide = window.matchMedia("(min-width: 75em)");
// By the rule of a finding: the text's place in the document, and the question with which it is read or signed.
const RULES = { "notice-current": ["notice", "ask-notice"], "letter-current": ["letter", "/letter/signed_name"] };

const blockOf = (id) => form.querySelector(`[data-letter="${CSS.escape(id)}"]`);

/** Name the version of a text that this page shows, by its hash; "" where it does not show the text. */
export const shownVersion = (id) => blockOf(id)?.dataset.sha256 ?? "";

/** Show the texts that a place's table goes by, where this page was loaded before they changed. */
export async function freshen(table) {
  const wanted = [[table.notice.id, table.notice.sha256], ...Object.entries(table.letters)];
  const older = wanted.filter(([id, sha256]) => blockOf(id) && shownVersion(id) !== sha256);
  for (const [id] of older) await renewed(id);
}

/** Show the newer text of every finding about an older one; return by the findings' pointers what is then to be said, and where. */
export async function renewTexts(findings) {
  const told = new Map();
  for (const { pointer, rule } of findings.filter((finding) => finding.rule in RULES)) {
    const [kind, asked] = RULES[rule];
    if (!(await renewed(answer(`/${kind}/id`)))) continue;
    unsign(kind);
    told.set(pointer, { pointer: asked, text: say(`text.changed.${kind}`) });
  }
  return told;
}

// Whether there is a newer version than the one shown; then it is shown.
async function renewed(id) {
  const found = await getText(page.dataset.top, id);
  const block = blockOf(id);
  if (!found.ok || !block || found.ok.sha256 === block.dataset.sha256) return false;
  show(block, found.ok);
  setAnswer(`/${found.ok.kind}/sha256`, found.ok.sha256);
  return true;
}

function show(block, text) {
  block.dataset.sha256 = text.sha256;
  const paragraphs = (its) => text.texts[its].map((line) => element("p", {}, line));
  const own = block.querySelector(".form-letter-own");
  own.querySelector("h3").textContent = text.titles[language];
  own.replaceChildren(own.querySelector("h3"), ...paragraphs(language));
  block.querySelector("details > div")?.replaceChildren(
    element("p", {}, element("strong", {}, text.titles["zh-Hans"])), ...paragraphs("zh-Hans"));
  block.querySelector(".form-changed")?.remove();
  block.prepend(element("p", { class: "form-warning form-changed" }, say(`text.changed.${text.kind}`)));
}

function unsign(kind) {
  const signs = { notice: ["ask-notice", "/notice/read_at"], letter: ["/letter/signed_name"] };
  for (const name of signs[kind]) setAnswer(name, "");
  setAnswer(`/${kind}/language`, language);
  if (kind === "letter") clearSignature();
}

const unfold = () => form.querySelectorAll(".form-letter details").forEach((original) => (original.open = wide.matches));
wide.addEventListener("change", unfold);
unfold();
