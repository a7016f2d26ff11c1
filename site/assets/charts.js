// Charts as SVG, each with its numbers in a table behind it. Nothing is told by colour alone: bars carry their values, series have
// patterns and a legend, and the drawing has a title and a description. It is drawn for the width that there is, so that its
// letters stay as large as the page's, and anew when that changes.

import { element, say } from "./form-words.js";

const SVG = "http://www.w3.org/2000/svg";
const TALL = 240;
const GAP = 10;
const MOST = 720;
const ruler = document.createElement("canvas").getContext("2d");
let count = 0;

/**
 * Make a figure: `title`, `desc` (what it shows in a sentence or two), `draw(width)` that gives { height, parts }, and a table of
 * `heads` and `rows` (texts, the first cell of each row names it).
 */
export function figure({ title, desc, heads, rows, draw, legend = [] }) {
  const id = `chart-${++count}`;
  const box = element("div", { class: "chart-drawn" });
  const made = element("figure", { class: "chart" }, element("figcaption", {}, title), ...legend, box, table(title, heads, rows));
  let drawn = 0;
  const redraw = () => {
    const width = Math.min(Math.floor(box.clientWidth), MOST);
    if (width < 1 || width === drawn) return;
    drawn = width;
    const { height, parts } = draw(width, id);
    const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-labelledby": `${id}-title ${id}-desc` });
    svg.append(worded("title", `${id}-title`, title), worded("desc", `${id}-desc`, desc), ...parts);
    box.replaceChildren(svg);
  };
  new ResizeObserver(redraw).observe(box);
  return made;
}

/** Bars that lie, one below the other: `rows` are { label, value, shown, note? }; a value of null is not known and has no bar. */
export function bars({ title, rows, heads }) {
  const most = Math.max(1, ...rows.map(({ value }) => value ?? 0));
  return figure({
    title,
    heads,
    desc: rows.map(({ label, shown }) => say("chart.pair", { label, shown })).join(say("list.comma")),
    rows: rows.map(({ label, shown, cells = [shown] }) => [label, ...cells]),
    draw: (width) => lying(rows, most, width),
  });
}

function lying(rows, most, width) {
  const parts = [];
  let y = 0;
  for (const { label, value, shown, note } of rows) {
    for (const line of wrapped(label, width)) parts.push(text(0, (y += 22), line));
    for (const line of note ? wrapped(note, width) : []) parts.push(text(0, (y += 22), line, { class: "chart-note" }));
    // Values are bold, and a little wider than they are measured.
    const room = width - measured(shown) * 1.15 - GAP - 2;
    const long = value ? Math.max(2, Math.round((room * value) / most)) : 0;
    if (long) parts.push(shape("rect", { class: "chart-bar", x: 1, y: y + 7, width: long, height: 20 }));
    parts.push(text(long ? long + GAP : 0, (y += 23), shown, { class: "chart-value" }));
    y += 12;
  }
  return { height: y, parts };
}

/**
 * Columns side by side for each of `labels`: `series` are { name, values, shown }, two at most; a value of null is not known.
 * `ticks` are shorter labels for below the columns.
 */
export function columns({ title, desc, first, labels, ticks = labels, series }) {
  const top = ceiling(Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  return figure({
    title,
    desc,
    heads: [first, ...series.map(({ name }) => name)],
    rows: labels.map((label, i) => [label, ...series.map(({ shown }) => shown[i])]),
    legend: series.length > 1 ? [key(series)] : [],
    draw: (width, id) => standing({ ticks, series, top, width, id }),
  });
}

function standing({ ticks, series, top, width, id }) {
  const left = measured(String(top)) + GAP;
  const step = (width - left) / ticks.length;
  const wide = Math.max(1.5, Math.min(28, (step * 0.76) / series.length));
  const height = (value) => Math.round((TALL * value) / top);
  const parts = [hatched(id)];
  for (const value of [0, top / 2, top]) {
    const y = 14 + TALL - height(value);
    parts.push(shape("line", { class: "chart-line", x1: left, x2: width, y1: y, y2: y }));
    parts.push(text(left - 6, y + 6, String(value), { "text-anchor": "end" }));
  }
  series.forEach(({ values }, which) => values.forEach((value, i) => {
    if (!value) return;
    const x = left + step * (i + 0.5) + (which - series.length / 2) * wide;
    const fill = which ? { fill: `url(#${id}-hatch)` } : {};
    parts.push(shape("rect", { class: which ? "chart-other" : "chart-bar", x, y: 14 + TALL - height(value), width: wide - 1, height: height(value), ...fill }));
  }));
  // As many names as have room, the first always among them.
  const every = Math.ceil((Math.max(...ticks.map(measured)) + GAP) / step);
  ticks.forEach((tick, i) => {
    if (i % every) return;
    const half = measured(tick) / 2;
    parts.push(text(Math.max(half, Math.min(width - half, left + step * (i + 0.5))), TALL + 38, tick, { "text-anchor": "middle" }));
  });
  return { height: TALL + 46, parts };
}

// The pattern's lines are of the text's colour: it is told apart in print and in forced colours too.
function hatched(id) {
  const pattern = shape("pattern", { id: `${id}-hatch`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(shape("rect", { class: "chart-paper", width: 6, height: 6 }), shape("rect", { class: "chart-ink", width: 2, height: 6 }));
  return pattern;
}

function key(series) {
  return element("ul", { class: "chart-key" }, ...series.map(({ name }, which) => {
    const id = `chart-key-${++count}`;
    const swatch = shape("svg", { width: 20, height: 20, viewBox: "0 0 20 20", "aria-hidden": "true" });
    const fill = which ? { fill: `url(#${id}-hatch)` } : {};
    swatch.append(...(which ? [hatched(id)] : []), shape("rect", { class: which ? "chart-other" : "chart-bar", x: 1, y: 1, width: 18, height: 18, ...fill }));
    return element("li", {}, swatch, name);
  }));
}

function table(title, heads, rows) {
  const head = element("tr", {}, ...heads.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.map(([first, ...rest]) => element("tr", {}, element("th", { scope: "row" }, first),
    ...rest.map((cell, i) => element("td", { "data-label": heads[i + 1] }, cell))));
  const made = element("table", {}, element("caption", { class: "unseen" }, title), element("thead", {}, head), element("tbody", {}, ...body));
  return element("details", { class: "chart-table" }, element("summary", {}, say("chart.table")), made);
}

/** The next round number from which half is round too. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].map((step) => Math.round(step * power));
  return steps.find((step) => step >= value && step % 2 === 0);
}

function wrapped(words, width) {
  const lines = [""];
  // Chinese may break anywhere, other languages between words.
  for (const part of words.match(/[\u2e80-\u9fff]|[^\s\u2e80-\u9fff]+\s*|\s+/g) ?? [""]) {
    if (lines.at(-1) && measured(lines.at(-1) + part.trimEnd()) > width) lines.push("");
    lines[lines.length - 1] += part;
  }
  return lines.map((line) => line.trim());
}

function measured(words) {
  ruler.font = getComputedStyle(document.body).font;
  return ruler.measureText(words).width;
}

const text = (x, y, words, attributes = {}) => {
  const made = shape("text", { x, y, ...attributes });
  made.textContent = words;
  return made;
};

function worded(name, id, words) {
  const made = shape(name, { id });
  made.textContent = words;
  return made;
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
