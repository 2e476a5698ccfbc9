// The search for decisions.

import { element, long, named, number, show, side, table } from "./elements.js";
import { ms, text, time } from "./words.js";

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

document.getElementById("search").onsubmit = find;
