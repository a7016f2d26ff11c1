// The rules that were in force when a filing was handed in, in the guide's words, each with its source behind it.

import { placeName } from "./desk.js";
import { day, element, knows, language, say } from "./form-words.js";

const WIDE = window.matchMedia("(min-width: 62rem)");

/** Return what the rules of these names say, in their order; nothing where the contract has none. */
export function drawRules(file, names) {
  const found = names.flatMap((name) => file.rules.filter(({ rule }) => rule === name));
  if (!found.length) return [];
  // On a phone the answers come first, and the rules where they are wanted.
  const open = WIDE.matches ? { open: "" } : {};
  return [element("details", { class: "file-rules", ...open }, element("summary", {}, say("desk-file.rules")), list(found, file.sources))];
}

/** Return the rest: every rule that stands beside no answer, and what rules these are. */
export function leftRules(file, names) {
  const { contract } = file;
  const hash = contract.sha256.slice(0, 12);
  if (!contract.kept) return [element("p", { class: "form-note" }, say("desk-file.rules.not-kept", { hash }))];
  const left = file.rules.filter(({ rule }) => !names.includes(rule));
  const same = contract.is_current || file.rules.every(({ holds }) => holds);
  const which = [say(same ? "desk-file.rules.current" : "desk-file.rules.changed"), say("desk-file.rules.from", { date: contract.from ?? "", hash })];
  const others = left.length ? [element("details", {}, element("summary", {}, say("desk-file.rules.other")), list(left, file.sources))] : [];
  return [element("section", { class: "file-contract" }, ...others, ...which.map((sentence) => element("p", {}, sentence)))];
}

/** List rules; each is a sentence that opens its source. */
export function list(rules, sources) {
  return element("ul", {}, ...rules.map((rule) => {
    const name = element("strong", {}, say(`rule-name.${rule.rule}`));
    const says = knows(rule.key) ? say(rule.key, rule.params) : rule.key;
    const since = rule.holds === false ? [" ", element("span", { class: "file-mark" }, say("desk-file.rule.since"))] : [];
    const only = rule.channel ? [" ", element("span", { class: "file-by" }, say("desk-file.rule.channel", { channel: say(`channel.${rule.channel}`) }))] : [];
    const sentence = element("summary", {}, name, " ", element("span", {}, says), ...only, ...since);
    return element("li", {}, element("details", {}, sentence, element("div", { class: "file-source" }, ...sourceOf(rule, sources[rule.source]))));
  }));
}

function sourceOf(rule, source) {
  const about = [placeName(rule.place), say("desk-file.rule.from", { date: rule.from })];
  if (rule.where) about.push(say("desk-file.rule.where", { where: rule.where }));
  const parts = [element("p", {}, about.join(" · "))];
  if (!source) return parts;
  const title = inLanguage(source.title);
  const link = source.address ? element("a", { href: source.address, target: "_blank", rel: "noopener noreferrer" }, title) : element("span", {}, title);
  const more = [inLanguage(source.issuer), source.number, source.date && day(source.date)].filter(Boolean);
  return [...parts, element("p", {}, say("desk-file.rule.source"), say("colon"), link, " ", element("span", { class: "file-by" }, more.join(" · ")))];
}

/** Say a text that a source brings along; one that was recorded in fewer languages is named as it names itself. */
export const inLanguage = (texts) => texts[language] ?? texts["zh-Hans"];
