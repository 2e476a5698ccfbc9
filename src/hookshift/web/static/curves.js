// Curves over time: asked for every ten seconds, drawn with what the overview says of the rollout.

import { chart } from "./charts.js";
import { show } from "./elements.js";
import { headers, locked } from "./steer.js";
import { changed, likely, ms, percent, text } from "./words.js";

const CURVES_SECONDS = 10;
const SIDES = ["unified", "legacy"], TIMES = ["p50", "p95", "p99"];
// News of a rollout that are marked, and how.
const NEWS = { started: "stage", entered: "stage", completed: "stage", rolled_back: "rollback", aborted: "rollback", failed: "rollback" };
const range = document.getElementById("range"), choice = document.getElementById("domain");
// Until somebody chooses a range: so many minutes that what there is fills it.
const FITTING = [5, 15, 60];
let curves = null, seen = null, byHand = false, began = Infinity;

export async function look() {
  try {
    const asked = range.value;
    const answer = await fetch(`api/v1/series?minutes=${asked}`, { headers: headers() });
    if (!answer.ok || asked !== range.value) return;
    curves = await answer.json();
    began = Math.min(began, curves.points[0]?.at ?? Infinity);
    const fitting = byHand ? range.value : fits(curves.now);
    if (fitting !== range.value) {
      range.value = fitting;
      await look();
      return;
    }
    offer([...new Set(curves.points.map((point) => point.domain))].sort());
    draw();
  } catch { /* The banner tells. */ }
}

function fits(now) {
  const longest = FITTING.at(-1);
  return String(began === Infinity ? longest : FITTING.find((minutes) => now - began < minutes * 60) ?? longest);
}

// What was seen last of everything else.
export function overview(last) {
  seen = last;
  draw();
}

export function forget() {
  [curves, seen, began] = [null, null, Infinity];
}

function offer(domains) {
  const offered = [...choice.options].slice(1).map((option) => option.value), chosen = choice.value;
  if (domains.join() === offered.join()) return;
  choice.replaceChildren(new Option("all", ""), ...domains.map((name) => new Option(name, name, false, name === chosen)));
}

// By side and moment, for one domain or all: requests, errors, and the times of the slowest.
function summed(points) {
  const sums = { unified: new Map(), legacy: new Map() };
  for (const point of points) {
    const at = sums[point.side].get(point.at) ?? { requests: 0, errors: 0, p50: null, p95: null, p99: null };
    at.requests += point.requests;
    at.errors += point.errors;
    for (const name of TIMES) {
      const took = point[`${name}_ms`];
      if (took !== null) at[name] = Math.max(at[name] ?? 0, took);
    }
    sums[point.side].set(point.at, at);
  }
  return sums;
}

const seconds = (moment) => new Date(moment) / 1000;

// The share that was configured, 0 to 1, with a step at each change. What was before the oldest
// change that is known is not known.
function configured(since, now) {
  const part = (percentage, enabled) => (percentage === null ? null : enabled ? percentage / 100 : 0);
  const changes = (seen?.changes ?? []).toReversed();
  if (!changes.length) return [];
  let value = part(changes[0].old_percentage, changes[0].old_enabled);
  const points = [[seconds(changes[0].at), value]];
  for (const change of changes) {
    points.push([seconds(change.at), value]);
    value = part(change.new_percentage, change.new_enabled);
    points.push([seconds(change.at), value]);
  }
  const before = points.findLast(([at]) => at < since);
  return [...(before ? [[since, before[1]]] : []), ...points.filter(([at]) => at >= since), [now, value]];
}

function marked() {
  return [
    ...(seen?.changes ?? []).map((change) => ({
      at: seconds(change.at), kind: "change", name: `${changed(change)}, by ${text(change.actor)}`,
    })),
    ...(seen?.history ?? []).filter((row) => row.news in NEWS).map((row) => ({
      at: seconds(row.at), kind: NEWS[row.news], name: `${row.news.replaceAll("_", " ")}, stage ${row.stage}, ${row.percentage} %`,
    })),
  ];
}

function draw() {
  if (curves === null) return;
  const { since, step, now } = curves;
  const steps = [];
  for (let at = since; at < now - step; at += step) steps.push(at);
  const picked = curves.points.filter((point) => !choice.value || point.domain === choice.value);
  const sums = summed(picked);
  // Only domains that move are in the share's draw.
  const moving = summed(picked.filter((point) => seen?.share?.domains.includes(point.domain)));
  // In the middle of the time that a point is about.
  const over = (side, value) => steps.map((at) => [at + step / 2, value(sums[side].get(at), at)]);
  const both = (value) => SIDES.map((side) => ({ name: side, kind: side, points: over(side, value) }));
  const share = (_, at) => {
    const [unified, legacy] = SIDES.map((side) => moving[side].get(at)?.requests ?? 0);
    return unified + legacy ? unified / (unified + legacy) : null;
  };
  const plan = seen?.rollout?.plan, marks = marked();
  const drawn = (title, lines, written, more) => chart(title, lines, since, now, written, { marks, ...more });
  show("charts",
    drawn("Requests a second", both((sum) => (sum ? sum.requests / step : 0)), (value) => `${+value.toPrecision(3)}/s`),
    drawn("Error rate", both((sum) => (sum?.requests ? sum.errors / sum.requests : null)), (value) => percent(value), {
      limit: plan?.error_limit ?? null,
      ranges: [{ kind: "unified", points: over("unified", (sum) => (sum?.requests ? likely(sum.errors, sum.requests) : null)) }],
    }),
    ...TIMES.map((name) => drawn(choice.value ? name : `${name}, the slowest domain's`, both((sum) => sum?.[name] ?? null), ms,
      { limit: name === "p95" ? plan?.latency_ms ?? null : null })),
    drawn("Share of unified", [
      { name: "unified", kind: "unified", points: over("unified", share) },
      { name: "configured", kind: "configured", points: configured(since, now) },
    ], (value) => percent(value)));
}

range.onchange = () => { byHand = true; look(); };
choice.onchange = draw;
setInterval(() => { if (!locked) look(); }, CURVES_SECONDS * 1000);
