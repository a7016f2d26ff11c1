// A drawn signature as the document has it: an SVG path of lines in a box of 600 by 200, in whole numbers, of bounded length.
// A stroke is a list of points [x, y].

const LONGEST = 20_000;
export const INK = "#1c2326";

/** Write strokes as a path; the longer it would be, the coarser it is drawn. */
export function pathOf(strokes) {
  for (let apart = 1; ; apart *= 2) {
    const path = strokes.map((stroke) => lines(simpler(stroke, apart))).join("");
    if (path.length <= LONGEST) return path;
    // Nobody signs with so many strokes: what is too much even as single lines is left out.
    if (apart > 600) return pathOf(strokes.slice(0, Math.floor(strokes.length / 2)));
  }
}

/** Draw a path as a picture of its own; `name` says what it is. */
export function picture(path, name) {
  const drawn = svg("svg", { viewBox: "0 0 600 200", class: "form-drawn", role: "img", "aria-label": name });
  drawn.append(svg("path", { d: path, fill: "none", stroke: INK, "stroke-width": 4, "stroke-linecap": "round", "stroke-linejoin": "round" }));
  return drawn;
}

function svg(name, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** Read a path back into its strokes. */
export function strokesOf(path) {
  return path.split("M").slice(1).map((stroke) => stroke.split("L").map((point) => point.split(" ").map(Number)));
}

function lines([first, ...rest]) {
  // A path needs a second point; that of a dot lies beside the first.
  const others = rest.length ? rest : [[first[0] + (first[0] < 600 ? 1 : -1), first[1]]];
  return `M${first.join(" ")}${others.map((point) => `L${point.join(" ")}`).join("")}`;
}

// Ramer, Douglas and Peucker: what lies within `apart` of the line between two kept points is left out.
function simpler(stroke, apart) {
  const [first, last] = [stroke[0], stroke.at(-1)];
  let [furthest, at] = [0, 0];
  for (let i = 1; i < stroke.length - 1; i++) {
    const distance = away(stroke[i], first, last);
    if (distance > furthest) [furthest, at] = [distance, i];
  }
  if (furthest > apart) return [...simpler(stroke.slice(0, at + 1), apart).slice(0, -1), ...simpler(stroke.slice(at), apart)];
  return first[0] === last[0] && first[1] === last[1] ? [first] : [first, last];
}

// How far a point is from the line between two others, or from the one where they are the same.
function away([x, y], [fromX, fromY], [toX, toY]) {
  const long = Math.hypot(toX - fromX, toY - fromY);
  if (!long) return Math.hypot(x - fromX, y - fromY);
  return Math.abs((toX - fromX) * (fromY - y) - (fromX - x) * (toY - fromY)) / long;
}
