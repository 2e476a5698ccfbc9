// What the overview says, a panel each.

import { element, long, named, number, short, show, side, table } from "./elements.js";
import { notes } from "./steer.js";
import { changed, count, dash, duration, ms, percent, text, time } from "./words.js";

const MARKS = { pass: "✔ pass", fail: "✘ fail", insufficient: "… insufficient", starved: "! starved", idle: "~ idle", blind: "? blind", off: "- off" };
const STYLE = { pass: "good", fail: "bad", starved: "bad", blind: "bad", insufficient: "warn" };

export function health(seen) {
  const [open, noted] = [false, true].map((is) => seen.problems.filter((problem) => (problem.acknowledged !== null) === is));
  const since = (problem) => (problem.since ? ` (since ${time(problem.since)})` : "");
  show("health",
    open.length
      ? element("ul", { class: "plain" }, open.map((problem) => element("li", {},
        element("span", { class: "bad" }, `✘ ${problem.text}${since(problem)}`), notes(problem),
        element("br"), element("span", { class: "dim" }, `${problem.next} More: ${problem.help}`))))
      : element("p", { class: "good" }, noted.length ? "✔ otherwise healthy" : "✔ healthy"),
    noted.length ? element("ul", { class: "plain dim" }, noted.map((problem) => element("li", {}, `${problem.text} (acknowledged by ${problem.acknowledged.actor}: ${problem.acknowledged.reason}; until ${time(problem.acknowledged.until)})`, notes(problem)))) : null);
}

export function rollout(seen) {
  const share = seen.share;
  const now = share === null ? "no configuration" :
    `${share.percentage} % of ${share.domains.join(", ") || "no domain"}; routing is ${share.enabled ? "on" : "OFF: everybody goes to legacy"} (version ${share.version}, by ${text(share.updated_by)})`;
  const open = seen.rollout;
  const held = seen.conversations.sentence ? element("p", {}, `${seen.conversations.sentence}.`) : null;
  if (open === null) {
    show("rollout", element("p", {}, now), held, element("p", { class: "dim" }, "no rollout has been started"));
    return;
  }
  const hold = open.hold;
  const stages = open.stages.map((stage) => element("li", { "aria-current": stage.course === "current" ? "step" : null },
    element("strong", {}, `${stage.percentage} %`), ` ${stage.course.replaceAll("_", " ")}`,
    element("br"), element("span", { class: "dim" }, stage.entered ? `since ${time(stage.entered)}` : `hold ${duration(stage.hold)}`)));
  show("rollout",
    element("p", {}, element("strong", {}, `Rollout ${open.id}: ${open.phase.replaceAll("_", " ")}`), `, stage ${open.stage} of ${open.stages_planned}, ${open.percentage} %. ${open.why ?? ""}`),
    element("ol", { class: "stages" }, stages),
    open.ended_at ? null : element("p", {}, `hold ${duration(Math.min(hold.shown, hold.needed))} of ${duration(hold.needed)}${hold.runs ? "" : ", clock stopped"}`),
    open.ended_at ? null : element("progress", { max: 1, value: Math.min(1, hold.shown / hold.needed).toFixed(3), "aria-label": "hold" }),
    element("p", {}, `next: ${seen.next.what}${seen.next.at ? `, ${time(seen.next.at)}` : ""}`),
    element("ul", {}, seen.next.waits_for.map((wait) => element("li", {}, wait))),
    held,
    element("p", { class: "dim" }, now));
}

export function gates(seen) {
  const written = (row, value) => (row.unit === "ms" ? ms(value) : percent(value));
  show("gates", table("Gates", [
    named("domain", (row) => row.domain), named("gate", (row) => row.gate),
    short("verdict", (row) => element("span", { class: STYLE[row.verdict] }, MARKS[row.verdict] ?? dash)),
    number("now", (row) => written(row, row.value)), number("proven", (row) => written(row, row.proven)),
    number("limit", (row) => written(row, row.limit)),
    number("n of needed", (row) => (row.warm_up_until ? `warm-up, of ${count(row.needed)}` : row.needed === null || row.seen >= row.needed || row.verdict === "fail" ? count(row.seen) : `${count(row.seen)} of ${count(row.needed)}`)),
    number("ETA", (row) => (row.verdict === "insufficient" ? duration(row.seconds_to_proof) : dash)), long("explanation", (row) => text(row.sentence)),
  ], seen.rollout?.gates ?? [], "no rollout"));
}

export function traffic(seen) {
  show("traffic", table("The last hour by domain and side, first attempts", [
    named("domain", (row) => row.domain), named("side", (row) => side(row.side)),
    number("requests", (row) => count(row.requests)), number("errors", (row) => count(row.errors)),
    number("error rate", (row) => percent(row.error_rate)), number("avg", (row) => ms(row.avg_ms)), number("p50", (row) => ms(row.p50_ms)),
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
  show("dropped", table("Dropped by rules in the last hour", [
    named("source", (row) => text(row.source)), named("rule", (row) => text(row.rule)),
    number("events", (row) => count(row.events)), named("last", (row) => time(row.last_at)),
  ], seen.dropped, "no rule has dropped anything"));
}

export function gateways(seen) {
  show("workers", table("Gateways", [
    named("host", (row) => row.host), number("worker", (row) => String(row.slot)), named("version", (row) => row.version),
    named("up since", (row) => time(row.started_at)), number("seen", (row) => `${duration(row.seen_seconds_ago)} ago`),
    number("follows", (row) => text(row.config_version)), number("lag", (row) => duration(row.counters.unwritten_seconds)),
    number("config read", (row) => (row.counters.config_age_seconds === undefined ? dash : `${duration(row.counters.config_age_seconds)} ago`)),
    long("circuit open", (row) => element("span", { class: row.resting.length ? "bad" : null }, row.resting.join(", ") || "none")), number("in memory", (row) => count(row.counters.recorder_waiting_rows)),
    number("spooled", (row) => count(row.counters.recorder_spooled_rows)), number("dropped", (row) => count(row.counters.recorder_dropped_rows)),
  ], seen.workers, "no gateway is running"));
}

export function history(seen) {
  const changes = [
    ...seen.changes.map((row) => ({ at: row.at, who: row.actor, what: changed(row), why: row.reason })),
    ...seen.history.map((row) => ({ at: row.at, who: row.actor, what: row.news.replaceAll("_", " "), why: row.text })),
  ].sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, 30);
  show("history", table("Who changed what", [
    named("when", (row) => time(row.at)), named("who", (row) => text(row.who)), short("what", (row) => row.what), long("why", (row) => text(row.why)),
  ], changes, "no changes"));
}
