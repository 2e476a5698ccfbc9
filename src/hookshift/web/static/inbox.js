// What waits for handlers, what was given up, and the ledger; dead letters can be replayed.

import { element, long, named, number, show, table } from "./elements.js";
import { ask, button, may, reason } from "./steer.js";
import { count, duration, text, time } from "./words.js";

const OLD_SECONDS = 3;

export function inbox(seen) {
  document.getElementById("inbox-section").hidden = seen.inbox === null;
  if (seen.inbox === null) return;
  const { as_of: counted, waiting, dead, ledger } = seen.inbox;
  const age = (new Date(seen.now) - new Date(counted)) / 1000;
  show("inbox",
    age > OLD_SECONDS ? element("p", { class: "dim" }, `Counted at ${time(counted)}: the backlog is too large to be counted more often.`) : null,
    table("Backlog by handler", [
      named("handler", (row) => row.handler + (row.configured ? "" : " (not in the settings)")),
      number("events", (row) => count(row.events)), number("senders", (row) => count(row.lanes)),
      number("due", (row) => count(row.due)), number("oldest", (row) => duration(row.age)),
      long("last error", (row) => text(row.last_error)),
    ], waiting, "no backlog"),
    table("Dead letters", [
      named("handler", (row) => row.handler), named("cause", (row) => row.cause),
      number("letters", (row) => count(row.letters)), named("last", (row) => time(row.last)),
      ...(may("operator") ? [named("again", (row) => replay(row))] : []),
    ], dead, "no dead letters"),
    table("Ledger", [
      named("source", (row) => row.source), number("accepted", (row) => count(row.accepted)),
      number("delivered", (row) => count(row.delivered)), number("waiting", (row) => count(row.waiting)),
      number("dead", (row) => count(row.dead)), number("dropped", (row) => count(row.dropped)),
      number("difference", (row) => element("span", { class: row.difference ? "bad" : "good" }, count(row.difference))),
    ], ledger, "no events accepted"));
}

function replay(row) {
  const label = `Replay ${row.handler}: ${row.cause}`;
  return button(label, () => ask(label, "dead-letters/replay",
    `${count(row.letters - row.empty)} letters are delivered to ${row.handler} again, after what already waits.`,
    [{ name: "handlers", value: [row.handler] }, { name: "causes", value: [row.cause] }, reason]));
}
