// Curves of both sides, drawn as SVG; each has a table of its last values for screen readers.

import { element } from "./elements.js";
import { dash, time } from "./words.js";

const WIDTH = 480, HEIGHT = 150, LEFT = 62, BOTTOM = 20, TOP = 8;
const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function nice(most) {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most);
}

// `curves`: [{name, kind, points: [[at, value or null], ...]}]; `limit`: a line; `marks`:
// [{at, kind, name}], what was changed; `ranges`: as curves, with [low, high].
export function chart(title, curves, from, to, written, { limit = null, marks = [], ranges = [] } = {}) {
  const values = curves.flatMap((curve) => curve.points.map(([, value]) => value)).filter((v) => v !== null);
  const most = nice(Math.max(0, limit ?? 0, ...values));
  const x = (at) => LEFT + ((WIDTH - LEFT - 4) * (at - from)) / (to - from);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const parts = [
    svg("line", { class: "axis", x1: LEFT, x2: WIDTH, y1: y(0), y2: y(0) }),
    svg("line", { class: "axis", x1: LEFT, x2: WIDTH, y1: y(most), y2: y(most) }),
    svg("text", { x: LEFT - 4, y: y(most) + 9, "text-anchor": "end" }, written(most)),
    svg("text", { x: LEFT - 4, y: y(0), "text-anchor": "end" }, written(0)),
    svg("text", { x: LEFT, y: HEIGHT - 4 }, time(from)),
    svg("text", { x: WIDTH - 4, y: HEIGHT - 4, "text-anchor": "end" }, time(to)),
    ...ranges.flatMap(({ kind, points }) => points.filter(([, range]) => range !== null).map(([at, [low, high]]) =>
      svg("line", { class: `range ${kind}`, x1: x(at).toFixed(1), x2: x(at).toFixed(1), y1: y(Math.min(low, most)).toFixed(1), y2: y(Math.min(high, most)).toFixed(1) }))),
    ...marks.filter(({ at }) => at >= from).map(({ at, kind, name }) =>
      svg("line", { class: `mark ${kind}`, x1: x(at), x2: x(at), y1: TOP, y2: y(0) }, svg("title", {}, `${time(at)} ${name}`))),
  ];
  if (limit !== null) parts.push(svg("line", { class: "limit", x1: LEFT, x2: WIDTH, y1: y(limit), y2: y(limit) }));
  for (const { kind, points } of curves) {
    let line = "", pen = "M";
    for (const [at, value] of points) {
      if (value === null) { pen = "M"; continue; }
      line += `${pen}${x(at).toFixed(1)},${y(Math.min(value, most)).toFixed(1)}`;
      pen = "L";
    }
    if (line) parts.push(svg("path", { class: kind, d: line.endsWith("L") ? line : line + "h.01" }));
  }
  const last = curves.map((curve) => {
    const found = curve.points.findLast(([, value]) => value !== null);
    return `${curve.name} ${found ? written(found[1]) : dash}`;
  });
  const label = `${title}: ${last.join(", ")}`;
  return element("figure", {}, svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, ...parts),
    element("figcaption", {}, element("strong", {}, title), " ",
      ...curves.flatMap((curve, at) => [element("span", { class: curve.kind }, last[at]), "  "]),
      limit === null ? "" : element("span", { class: "bad" }, `limit ${written(limit)}`)));
}
