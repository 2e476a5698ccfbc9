// The page: the overview comes as server-sent events, and everything is shown from it.

import { forget, look, overview } from "./curves.js";
import { decisions } from "./decisions.js";
import { element, show } from "./elements.js";
import { inbox } from "./inbox.js";
import { gates, gateways, health, history, rollout, traffic } from "./panels.js";
import { controls, greet, headers, locked } from "./steer.js";
import { duration, time } from "./words.js";

const STALE_SECONDS = 10, AGAIN_SECONDS = 2;
const EMPTIED = ["rollout", "controls", "gates", "charts", "traffic", "protected", "errors", "dropped", "decisions", "inbox", "workers", "history", "clock"];
let last = null, arrived = 0;

function stale() {
  if (locked) return;
  const banner = document.getElementById("stale");
  const age = (performance.now() - arrived) / 1000;
  const old = arrived > 0 || performance.now() > STALE_SECONDS * 1000 ? age > STALE_SECONDS : false;
  banner.hidden = !old;
  if (old) {
    const words = last === null ? "No data yet" : `These numbers are ${duration(age)} old`;
    show("health", element("p", { class: "warn" }, "- unknown: these numbers are stale"));
    if (!banner.textContent.startsWith(words)) banner.textContent = `${words}: hookshift or its PostgreSQL does not answer.`;
  }
}

let stream = null;
// Not an EventSource, which can send no header, and the cookie alone is nobody.
async function watch() {
  const own = new AbortController();
  stream = own;
  try {
    const answer = await fetch("api/v1/stream", { headers: headers(), signal: own.signal });
    if (answer.ok) await events(answer.body);
  } catch { /* It is over, whatever ended it. */ }
  if (stream !== own) return;
  stream = null;
  // Refused because one must sign in, or because too many look; or it was cut.
  setTimeout(greet, AGAIN_SECONDS * 1000);
}

async function events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const whole = (rest + value).split("\n\n");
    rest = whole.pop();
    for (const event of whole) if (event.startsWith("data: ")) arrive(event.slice(6));
  }
}

function arrive(data) {
  last = JSON.parse(data);
  arrived = performance.now();
  document.getElementById("clock").textContent = `as of ${time(last.now)}`;
  for (const part of [health, rollout, controls, overview, gates, traffic, inbox, gateways, history]) part(last);
  stale();
}

// Somebody has signed in or out, or may not look any more.
function met() {
  if (locked) {
    stream?.abort();
    stream = null;
    for (const id of EMPTIED) show(id);
    show("health", element("p", { class: "dim" }, "Sign in to see the dashboard."));
    document.getElementById("stale").hidden = true;
    forget();
    [last, arrived] = [null, 0];
    return;
  }
  if (stream === null) { watch(); look(); decisions(); }
  if (last !== null) { controls(last); health(last); inbox(last); stale(); }
}

document.addEventListener("signed", met);
setInterval(stale, 1000);
