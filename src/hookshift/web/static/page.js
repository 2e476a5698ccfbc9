// The page: the overview comes as server-sent events, curves are asked for every ten seconds.

import { chart } from "./charts.js";
import { element, show, table } from "./elements.js";
import { ask, button, controls, greet, locked, may, reason } from "./steer.js";
import { count, dash, duration, likely, ms, percent, text, time } from "./words.js";

const STALE_SECONDS = 10, CURVES_SECONDS = 10, AGAIN_SECONDS = 2;
const SIDES = ["unified", "legacy"], TIMES = ["p50", "p95", "p99"];
// News of a rollout that are marked in the curves, and how.
const NEWS = { started: "stage", entered: "stage", completed: "stage", rolled_back: "rollback", aborted: "rollback", failed: "rollback" };
const MARKS = { pass: "✔ pass", fail: "✘ fail", insufficient: "… insufficient", starved: "! starved", idle: "~ idle", blind: "? blind" };
const STYLE = { pass: "good", fail: "bad", starved: "bad", blind: "bad", insufficient: "warn" };
let last = null, arrived = 0, curves = null;

const seconds = (moment) => new Date(moment) / 1000;
const side = (name) => element("span", { class: name }, name);
const named = (name, cell) => [name, "", cell];
const short = (name, cell) => [name, "short", cell];
const number = (name, cell) => [name, "number", cell];
const long = (name, cell) => [name, "long", cell];

function health(seen) {
  const faults = [...seen.degraded, ...seen.alerts.filter((alert) => alert.kind !== "gateways").map((alert) => `${alert.text} (since ${time(alert.since)})`)];
  show("health", faults.length
    ? element("ul", { class: "plain bad" }, faults.map((fault) => element("li", {}, `✘ ${fault}`)))
    : element("p", { class: "good" }, "✔ everything is as it should be"));
}

function rollout(seen) {
  const share = seen.share;
  const now = share === null ? "no configuration" :
    `${share.percentage} % of ${share.domains.join(", ") || "no domain"}; routing is ${share.enabled ? "on" : "OFF: everybody goes to legacy"} (version ${share.version}, by ${text(share.updated_by)})`;
  const open = seen.rollout;
  if (open === null) {
    show("rollout", element("p", {}, now), element("p", { class: "dim" }, "no rollout has been started"));
    return;
  }
  const hold = open.hold;
  const stages = open.stages.map((stage) => element("li", { "aria-current": stage.course === "current" ? "step" : null },
    element("strong", {}, `${stage.percentage} %`), ` ${stage.course.replaceAll("_", " ")}`,
    element("br"), element("span", { class: "dim" }, stage.entered ? `since ${time(stage.entered)}` : `hold ${duration(stage.hold)}`)));
  show("rollout",
    element("p", {}, element("strong", {}, `Rollout ${open.id}: ${open.phase.replaceAll("_", " ")}`), `, stage ${open.stage} of ${open.stages_planned}. ${open.why ?? ""}`),
    element("ol", { class: "stages" }, stages),
    open.ended_at ? null : element("p", {}, `hold ${duration(hold.shown)} of ${duration(hold.needed)}${hold.runs ? "" : ", the clock stands"}`),
    open.ended_at ? null : element("progress", { max: 1, value: Math.min(1, hold.shown / hold.needed).toFixed(3), "aria-label": "hold" }),
    element("p", {}, `next: ${seen.next.what}${seen.next.at ? `, ${time(seen.next.at)}` : ""}`),
    element("ul", {}, seen.next.waits_for.map((wait) => element("li", {}, wait))),
    element("p", { class: "dim" }, now));
}

function gates(seen) {
  const written = (row, value) => (row.gate === "latency" ? ms(value) : percent(value, 4));
  show("gates", table("Gates", [
    named("domain", (row) => row.domain), named("gate", (row) => row.gate),
    short("verdict", (row) => element("span", { class: STYLE[row.verdict] }, MARKS[row.verdict] ?? dash)),
    number("now", (row) => written(row, row.value)), number("proven", (row) => written(row, row.proven)),
    number("limit", (row) => written(row, row.limit)),
    number("n of needed", (row) => (row.needed === null ? count(row.seen) : `${count(row.seen)} of ${count(row.needed)}`)),
    number("ETA", (row) => duration(row.seconds_to_proof)), long("in words", (row) => text(row.sentence)),
  ], seen.rollout?.gates ?? [], "no rollout, no gates"));
}

function traffic(seen) {
  show("traffic", table("The last hour by domain and side", [
    named("domain", (row) => row.domain), named("side", (row) => side(row.side)),
    number("requests", (row) => count(row.requests)), number("errors", (row) => count(row.errors)),
    number("error rate", (row) => percent(row.error_rate, 4)), number("avg", (row) => ms(row.avg_ms)), number("p50", (row) => ms(row.p50_ms)),
    number("p95", (row) => ms(row.p95_ms)), number("p99", (row) => ms(row.p99_ms)), number("share", (row) => percent(row.share)),
  ], seen.traffic, "no traffic in the last hour"));
  show("protected", table("Protected handlers, the last hour", [
    named("handler", (row) => row.handler), number("events", (row) => count(row.events)),
    named("rollouts", (row) => row.touched ? element("span", { class: "bad" }, `✘ ${count(row.touched)} went as unified`)
      : row.events ? element("span", { class: "good" }, "✔ untouched by any rollout") : "no events"),
  ], seen.protected, "no handler is protected"));
  show("errors", table("Errors of the last hour", [
    named("domain", (row) => text(row.domain)), named("side", (row) => side(row.routed_to)),
    long("error", (row) => text(row.error_message)), number("count", (row) => count(row.occurrences)),
    named("last", (row) => time(row.last_occurred)),
  ], seen.errors, "no errors"));
}

function inbox(seen) {
  document.getElementById("inbox-section").hidden = seen.inbox === null;
  if (seen.inbox === null) return;
  const { waiting, dead, ledger } = seen.inbox;
  show("inbox",
    table("What waits", [
      named("handler", (row) => row.handler + (row.configured ? "" : " (not in the settings)")),
      number("events", (row) => count(row.events)), number("senders", (row) => count(row.lanes)),
      number("due", (row) => count(row.due)), number("waits for", (row) => duration(row.age)),
      long("an error", (row) => text(row.last_error)),
    ], waiting, "nothing waits"),
    table("Dead letters", [
      named("handler", (row) => row.handler), named("reason", (row) => row.reason),
      number("letters", (row) => count(row.letters)), named("last", (row) => time(row.last)),
      ...(may("operator") ? [named("again", (row) => replay(row))] : []),
    ], dead, "no dead letters"),
    table("Ledger", [
      named("source", (row) => row.source), number("accepted", (row) => count(row.accepted)),
      number("delivered", (row) => count(row.delivered)), number("waiting", (row) => count(row.waiting)),
      number("dead", (row) => count(row.dead)), number("dropped", (row) => count(row.dropped)),
      number("difference", (row) => element("span", { class: row.difference ? "bad" : "good" }, count(row.difference))),
    ], ledger, "nothing was accepted"));
}

function replay(row) {
  const label = `Replay ${row.handler}: ${row.reason}`;
  return button(label, () => ask(label, "dead-letters/replay",
    `${count(row.letters - row.empty)} letters are delivered to ${row.handler} again, behind what waits.`,
    [{ name: "handler", value: row.handler }, { name: "given_up_for", value: row.reason }, reason]));
}

function people(seen) {
  show("workers", table("Gateways", [
    named("host", (row) => row.host), number("worker", (row) => String(row.slot)), named("version", (row) => row.version),
    named("up since", (row) => time(row.started_at)), number("seen", (row) => `${duration(row.seen_seconds_ago)} ago`),
    number("follows", (row) => text(row.config_version)), number("lag", (row) => duration(row.counters.unwritten_seconds)),
    number("config read", (row) => (row.counters.config_age_seconds === undefined ? dash : `${duration(row.counters.config_age_seconds)} ago`)),
    long("left alone", (row) => element("span", { class: row.resting.length ? "bad" : null }, row.resting.join(", ") || "nobody")), number("in memory", (row) => count(row.counters.recorder_waiting_rows)),
    number("spooled", (row) => count(row.counters.recorder_spooled_rows)), number("dropped", (row) => count(row.counters.recorder_dropped_rows)),
  ], seen.workers, "no gateway is running"));
  const told = [
    ...seen.changes.map((row) => ({ at: row.at, who: row.actor, what: `${text(row.old_percentage)} -> ${text(row.new_percentage)} %`, why: row.reason })),
    ...seen.history.map((row) => ({ at: row.at, who: row.actor, what: row.news.replaceAll("_", " "), why: row.text })),
  ].sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, 30);
  show("history", table("Who changed what", [
    named("when", (row) => time(row.at)), named("who", (row) => text(row.who)), named("what", (row) => row.what), long("why", (row) => text(row.why)),
  ], told, "nobody has changed anything"));
}

function drawn() {
  if (curves === null) return;
  const chosen = document.getElementById("domain").value;
  const { since, step, now } = curves;
  const moving = last?.share?.domains ?? [];
  const sums = { unified: new Map(), legacy: new Map() }, drawnFrom = { unified: new Map(), legacy: new Map() };
  for (const point of curves.points) {
    if (chosen && point.domain !== chosen) continue;
    const at = sums[point.side].get(point.at) ?? { requests: 0, errors: 0, p50: null, p95: null, p99: null };
    at.requests += point.requests; at.errors += point.errors;
    for (const name of TIMES) at[name] = point[`${name}_ms`] === null ? at[name] : Math.max(at[name] ?? 0, point[`${name}_ms`]);
    sums[point.side].set(point.at, at);
    if (moving.includes(point.domain)) {
      // Only these are in the share's draw.
      drawnFrom[point.side].set(point.at, (drawnFrom[point.side].get(point.at) ?? 0) + point.requests);
    }
  }
  const steps = [];
  for (let at = since; at < now - step; at += step) steps.push(at);
  const curve = (value) => SIDES.map((name) => ({ name, kind: name, points: steps.map((at) => [at, value(sums[name].get(at), at)]) }));
  const shares = [{ name: "unified", kind: "unified", points: steps.map((at) => {
    const [unified, legacy] = SIDES.map((name) => drawnFrom[name].get(at) ?? 0);
    return [at, unified + legacy ? unified / (unified + legacy) : null];
  }) }];
  const plan = last?.rollout?.plan;
  const marks = [
    ...(last?.changes ?? []).map((change) => ({ at: seconds(change.at), kind: "change", name: `share ${text(change.new_percentage)} %, by ${text(change.actor)}` })),
    ...(last?.history ?? []).filter((row) => row.news in NEWS).map((row) => ({ at: seconds(row.at), kind: NEWS[row.news], name: `${row.news.replaceAll("_", " ")}, stage ${row.stage}` })),
  ];
  const ranges = SIDES.slice(0, 1).map((name) => ({ kind: name, points: steps.map((at) => {
    const sum = sums[name].get(at);
    return [at, sum?.requests ? likely(sum.errors, sum.requests) : null];
  }) }));
  const configured = last?.share ? (last.share.enabled ? last.share.percentage / 100 : 0) : null;
  show("charts",
    chart("Requests a second", curve((sum) => (sum ? sum.requests / step : 0)), since, now, (v) => `${+v.toPrecision(3)}/s`, { marks }),
    chart("Error rate", curve((sum) => (sum?.requests ? sum.errors / sum.requests : null)), since, now, (v) => percent(v, 3), { limit: plan?.error_limit ?? null, marks, ranges }),
    ...TIMES.map((name) => chart(chosen ? name : `${name}, the slowest domain's`, curve((sum) => sum?.[name] ?? null), since, now, ms,
      { limit: name === "p95" ? plan?.latency_ms ?? null : null, marks })),
    chart("Share of unified", shares, since, now, (v) => percent(v, 0), { limit: configured, called: "configured", marks }));
}

async function look() {
  const minutes = document.getElementById("range").value;
  try {
    const answer = await fetch(`api/v1/series?minutes=${minutes}`);
    if (!answer.ok) return;
    curves = await answer.json();
    const domains = [...new Set(curves.points.map((point) => point.domain))].sort();
    const choice = document.getElementById("domain"), chosen = choice.value;
    if (domains.join() !== [...choice.options].slice(1).map((option) => option.value).join()) {
      choice.replaceChildren(new Option("all", ""), ...domains.map((name) => new Option(name, name, false, name === chosen)));
    }
    drawn();
  } catch { /* The banner tells. */ }
}

async function find(event) {
  event.preventDefault();
  const [by, value, minutes] = ["by", "value", "minutes"].map((id) => document.getElementById(id).value.trim());
  const query = new URLSearchParams({ minutes, limit: 50, ...(value ? { [by]: value } : {}) });
  const answer = await fetch(`api/v1/decisions?${query}`).catch(() => null);
  if (!answer?.ok) {
    show("decisions", element("p", { class: "bad", role: "alert" }, "This cannot be answered now."));
    return;
  }
  show("decisions", table("Decisions", [
    named("when", (row) => time(row.created_at)), named("message", (row) => text(row.message_id)),
    named("from", (row) => text(row.from_number)), named("domain", (row) => text(row.domain)),
    named("side", (row) => side(row.side)), named("handler", (row) => row.handler),
    named("because", (row) => text(row.reason).replaceAll("_", " ")), named("rule", (row) => text(row.rule)),
    number("bucket", (row) => text(row.bucket)), number("version", (row) => text(row.config_version)),
    number("attempt", (row) => text(row.attempt)), named("status", (row) => text(row.status)),
    number("took", (row) => ms(row.response_time_ms)), long("error", (row) => text(row.error_message)),
  ], await answer.json(), "no decision like that"));
}

function stale() {
  if (locked) return;
  const banner = document.getElementById("stale");
  const age = (performance.now() - arrived) / 1000;
  const old = arrived > 0 || performance.now() > STALE_SECONDS * 1000 ? age > STALE_SECONDS : false;
  banner.hidden = !old;
  if (old) {
    const words = last === null ? "Nothing has arrived yet" : `These numbers are ${duration(age)} old`;
    show("health", element("p", { class: "warn" }, "- not known: what is shown is old"));
    if (!banner.textContent.startsWith(words)) banner.textContent = `${words}: hookshift or its PostgreSQL does not answer.`;
  }
}

let stream = null;
function watch() {
  stream = new EventSource("api/v1/stream");
  stream.onmessage = arrive;
  // Closed is one that was refused: because one must sign in, or because too many look.
  stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) setTimeout(greet, AGAIN_SECONDS * 1000); };
}

function arrive(event) {
  last = JSON.parse(event.data);
  arrived = performance.now();
  document.getElementById("clock").textContent = `as of ${time(last.now)}`;
  for (const part of [health, rollout, controls, gates, traffic, inbox, people]) part(last);
  drawn();
  stale();
}

// Somebody has signed in or out, or may not look any more.
function met() {
  if (locked) {
    stream?.close();
    for (const id of ["rollout", "controls", "gates", "charts", "traffic", "protected", "errors", "decisions", "inbox", "workers", "history", "clock"]) show(id);
    show("health", element("p", { class: "dim" }, "Sign in to look."));
    document.getElementById("stale").hidden = true;
    [last, curves, arrived] = [null, null, 0];
    return;
  }
  if (stream === null || stream.readyState === EventSource.CLOSED) { watch(); look(); }
  if (last !== null) { controls(last); inbox(last); }
}
document.getElementById("range").onchange = look;
document.getElementById("domain").onchange = drawn;
document.getElementById("search").onsubmit = find;
document.addEventListener("signed", met);
setInterval(stale, 1000);
setInterval(() => { if (!locked) look(); }, CURVES_SECONDS * 1000);

