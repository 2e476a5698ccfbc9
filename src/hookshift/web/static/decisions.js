// Decisions: the latest ones, or those that somebody looks for.

import { element, long, named, number, short, show, side, table } from "./elements.js";
import { headers, locked } from "./steer.js";
import { ms, text, time } from "./words.js";

const LATEST_SECONDS = 10, LATEST = 20, FOUND = 50;
const place = document.getElementById("decisions");
let search = {}; // What somebody looks for; while it is nothing, the latest are followed.
let asked = 0;

const NUMBER = /^\+?[\d\s().-]{6,}$/;

const searches = () => Object.keys(search).length > 0;

function find(event) {
  event.preventDefault();
  const [by, value] = ["by", "value"].map((id) => document.getElementById(id).value.trim());
  search = value ? { [by]: value } : {};
  decisions();
}

export async function decisions() {
  const own = ++asked;
  const traced = "trace" in search; // One message or person, over all of the log.
  const query = traced ? { what: search.trace, limit: FOUND }
    : { minutes: Number(document.getElementById("minutes").value), limit: searches() ? FOUND : LATEST, ...search };
  // A person's number is in no URL, which proxies log.
  const request = searches() ? post(traced ? "api/v1/trace" : "api/v1/decisions", query)
    : fetch(`api/v1/decisions?${new URLSearchParams(query)}`, { headers: headers() });
  const answer = await request.catch(() => null);
  const body = answer?.ok ? await answer.json().catch(() => null) : null;
  const sender = search.sender ?? (NUMBER.test(search.trace ?? "") ? search.trace : null);
  const next = sender === null ? [] : await nextMessages(sender);
  const rows = (traced ? body?.attempts : searches() ? body?.decisions : body) ?? null;
  // What was asked for later is shown already, or will be; and nothing to who may not look any more.
  if (own !== asked || locked) return;
  if (rows === null) {
    show("decisions", element("p", { class: "bad", role: "alert" }, "Decisions cannot be read right now. Try again shortly."));
    return;
  }
  const found = table("Decisions", [
    named("when", (row) => time(row.created_at)), named("message", (row) => text(row.message_id)),
    named("from", (row) => text(row.from_number)), named("domain", (row) => text(row.domain)),
    named("side", (row) => side(row.side)), short("handler", (row) => row.handler),
    short("because", (row) => text(row.reason).replaceAll("_", " ")), short("rule", (row) => text(row.rule ?? row.domain_by)),
    number("bucket", (row) => text(row.bucket)), number("version", (row) => text(row.config_version)),
    number("attempt", (row) => text(row.attempt)), named("status", (row) => text(row.status)),
    number("took", (row) => ms(row.response_time_ms)), long("error", (row) => text(row.error_message)),
    ...(traced ? [named("correlation", (row) => text(row.correlation_id)), named("", (row) => row.certain ? "" : "perhaps")] : []),
  ], rows, searches() ? "no matching decisions" : "no decisions in this period");
  show("decisions", ...(traced ? [found, ...undelivered(body.undelivered), ...body.remarks.map((remark) => element("p", {}, remark))] : [found]), ...next);
}

const post = (path, query) => fetch(path, { method: "POST", headers: { ...headers(), "Content-Type": "application/json" }, body: JSON.stringify(query) });

// Where the person's next message would go; nothing where that is not known.
async function nextMessages(sender) {
  const answer = await post("api/v1/explain", { sender }).catch(() => null);
  const body = answer?.ok ? await answer.json().catch(() => null) : null;
  return body === null ? [] : [element("p", {}, "The next message would go:"), table("The next message would go", [
    named("source", (row) => row.source), named("message", (row) => text(row.message)),
    named("domain", (row) => text(row.domain)), named("side", (row) => side(row.side)),
    short("handler", (row) => row.handler), long("why", (row) => row.why.join("; ")),
  ], body.next, "no source")];
}

function undelivered(rows) {
  if (rows.length === 0) return [];
  return [table("Not delivered", [
    number("id", (row) => text(row.id)), named("acknowledged", (row) => time(row.accepted_at)),
    named("message", (row) => text(row.message_id)), short("handler", (row) => row.handler),
    short("because", (row) => text(row.reason).replaceAll("_", " ")), number("tries", (row) => text(row.attempts)),
    named("state", (row) => text(row.state)), named("at", (row) => row.at ? time(row.at) : "-"),
    long("error", (row) => text(row.last_error)),
  ], rows, "")];
}

document.getElementById("search").onsubmit = find;
// Not under the eyes of somebody who reads there, by keyboard or mouse.
setInterval(() => { if (!locked && !document.hidden && !searches() && !place.matches(":hover, :focus-within")) decisions(); }, LATEST_SECONDS * 1000);
