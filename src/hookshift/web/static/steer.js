// Controls: who is signed in, which changes are possible now, and the dialog that confirms one.
// A session has two secrets, and needs both: a cookie, which no script can read but which browsers send
// to every port of this host, and `csrf`, which the login returns and only this origin can read.

import { element, show } from "./elements.js";

const AGAIN_SECONDS = 2;
const ROLES = ["viewer", "operator", "admin"];
let me = null;
export let locked = false; // Viewing requires a login.

const PROOF = "hookshift_csrf", ACTED_SECONDS = 60;
export function headers() {
  const proof = localStorage.getItem(PROOF);
  return proof === null ? {} : { "X-CSRF-Token": proof };
}
export const may = (role) => me !== null && ROLES.indexOf(me.role) >= ROLES.indexOf(role);

// Possible changes: [label, path, consequence, fields, whether it is dangerous].
export const reason = { name: "reason", label: "Why", type: "text" };
const percentage = { name: "percentage", label: "Percent", type: "number", min: 0, max: 100, step: 0.01 };

export function choices(seen) {
  const rollout = seen.rollout, found = [];
  const open = rollout !== null && rollout.ended_at === null;
  if (!open && seen.share?.enabled) {
    found.push(["Start the rollout", "rollout/start", "The plan in hookshift.toml starts at its first stage: its share of people goes to unified. From there the rollout advances, or rolls back, by itself.", [reason], true]);
  }
  if (open && ["paused", "held"].includes(rollout.phase)) {
    found.push(["Resume", "rollout/resume", "The rollout continues.", [reason]]);
  } else if (open) {
    found.push(["Pause", "rollout/pause", "The rollout stays at its percentage; a gate that fails still ends it.", [reason]]);
  }
  if (open) {
    const stage = { name: "stage", value: rollout.stage };
    const name = `stage ${rollout.stage} of ${rollout.stages_planned}, ${rollout.percentage} %`;
    if (rollout.stages[rollout.stage - 1]?.approval && !rollout.approved) found.push([`Approve the end of ${name}`, "rollout/promote", "The rollout leaves the stage once every gate has passed.", [stage, reason]]);
    found.push([`Leave ${name} without proof`, "rollout/promote", "The share is raised although the stage has not proven everything.", [stage, { name: "override", value: true }, reason], true]);
    found.push(["Roll back", "rollout/rollback", "The rollout ends now, and everybody goes back to the old handlers.", [reason], true]);
  }
  found.push(["Set the share", "share", open ? "The open rollout pauses, since the share is no longer its own." : "This percentage of the people in the moving domains goes to unified.", [percentage, reason], true]);
  if (seen.share?.enabled && seen.share.percentage > 0) {
    found.push(["Drain to a share", "share", "Lowers the share: new conversations go to the old handlers, and those under way with unified are finished there. Any other change ends the drain at once.", [{ ...percentage, max: seen.share.percentage }, { name: "drain", value: true }, reason], true]);
  }
  if (seen.share?.enabled) {
    found.push(["Disable routing", "disable", "Everybody goes to the old handlers at once; the percentage is kept.", [reason], true]);
  } else if (seen.share) {
    found.push(["Enable routing", "enable", `${seen.share.percentage} % of people go to unified, at once.`, [reason], true]);
  }
  return found;
}

export function controls(seen) {
  const buttons = !may("operator") ? [] : choices(seen).map(([label, path, follows, fields, danger]) =>
    button(label, () => ask(label, path, follows, fields, danger), danger));
  show("controls", ...(buttons.length ? buttons : [element("p", { class: "dim" }, me === null ? "Sign in to make changes." : "Your role, viewer, is read-only.")]));
}

// `show` compares markup, so a click finds its action by the button's label.
const actions = new Map();
export function button(label, act, danger, name = label) {
  actions.set(name, act);
  return element("button", { type: "button", class: danger ? "danger" : null, "data-act": name, "aria-label": name === label ? null : name }, label);
}

// What an operator may say about a problem: that somebody works on it, for how long nobody is notified of it.
const HOURS = { name: "seconds", label: "Hours", type: "number", min: 0.1, max: 720, step: 0.1, times: 3600 };
export function notes(problem) {
  if (!may("operator")) return null;
  const about = [{ name: "kind", value: problem.kind }, { name: "subject", value: problem.subject }];
  const named = `${problem.kind.replaceAll("_", " ")} ${problem.subject}`.trim();
  const said = (word, path, follows, ...fields) => {
    const title = `${word} ${named}`;
    return button(word, () => ask(title, path, follows, [...about, ...fields, reason]), false, title);
  };
  return element("span", { class: "notes" }, ...(problem.acknowledged !== null
    ? [said("Tell again", "alerts/unsilence", "It counts as degraded again, and notifications resume.")]
    : [said("Acknowledge", "alerts/acknowledge", "It no longer counts as degraded and is not repeated, until it is over or a day has passed. Everybody sees that you acknowledged it."),
      said("Silence", "alerts/silence", "Nobody is notified of it for this long, even if it ends and comes back.", HOURS)]));
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.("[data-act]");
  if (pressed) actions.get(pressed.dataset.act)?.();
});

// The dialog: its text, its inputs, and `act`, which returns an error text or nothing.
function question(title, says, inputs, danger, act) {
  const dialog = document.getElementById("ask");
  const complaint = element("p", { role: "alert", class: "bad" });
  const form = element("form", { method: "dialog" },
    element("h2", { id: "ask-title" }, title), element("p", {}, says),
    inputs.map(({ label, times: _factor, ...field }) => element("label", {}, `${label} `, element("input", { ...field, required: true, autocomplete: "off" }))),
    complaint,
    element("div", { class: "controls" },
      element("button", { class: danger ? "danger" : null }, title),
      element("button", { type: "button", value: "cancel" }, "Cancel")));
  form.querySelector("[value=cancel]").onclick = () => dialog.close();
  form.onsubmit = async (event) => {
    event.preventDefault();
    complaint.textContent = await act(new FormData(form)) ?? "";
    if (!complaint.textContent) dialog.close();
  };
  dialog.replaceChildren(form);
  dialog.showModal();
}

export function ask(title, path, follows, fields, danger = false) {
  const key = crypto.randomUUID();
  question(title, follows, fields.filter((field) => !("value" in field)), danger, async (given) => {
    const value = (field) => field.value ?? (field.type === "number" ? Number(given.get(field.name)) * (field.times ?? 1) : given.get(field.name).trim());
    const answer = await fetch(`api/v1/${path}`, {
      method: "POST", body: JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, value(field)]))),
      headers: { ...headers(), "Content-Type": "application/json", "Idempotency-Key": key },
    }).catch(() => null);
    if (answer?.ok) return null;
    if ([401, 403].includes(answer?.status)) greet();
    if (!answer) return "No answer from hookshift. Check the history before you try again.";
    return (await answer.json().catch(() => ({}))).error ?? "Invalid input.";
  });
}

// Asks the server who is signed in; somebody who only is on the server's machine has no session.
export async function greet() {
  const answer = await fetch("api/v1/me", { headers: headers() }).catch(() => null);
  if (!answer?.ok) { setTimeout(greet, AGAIN_SECONDS * 1000); return; }
  const caller = await answer.json();
  locked = caller.role === null;
  meet(caller.session ? caller : null);
}

function meet(who) {
  me = who;
  show("who", me === null ? button("Sign in", signIn) : element("span", {}, `${me.name}, ${me.role} `),
    me === null ? null : button("Sign out", signOut));
  document.dispatchEvent(new Event("signed"));
}

async function signOut() {
  await fetch("api/v1/session", { method: "DELETE", headers: headers() }).catch(() => null);
  localStorage.removeItem(PROOF);
  await greet();
}

function signIn() {
  const field = { name: "token", label: "Token", type: "password" };
  question("Sign in", "With a token from: hookshift token create NAME", [field], false, async (given) => {
    const answer = await fetch("api/v1/session", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token: given.get("token").trim() }),
    }).catch(() => null);
    if (!answer) return "No answer from hookshift. Try again.";
    const session = await answer.json().catch(() => ({}));
    if (!answer.ok) return session.error ?? "That is not a valid token.";
    localStorage.setItem(PROOF, session.csrf);
    locked = false;
    meet(session);
    return null;
  });
}

// Tells the server once a minute that the page is in use, or the session would end while somebody reads.
let acted = 0;
function act() {
  if (me === null || performance.now() - acted < ACTED_SECONDS * 1000) return;
  acted = performance.now();
  greet();
}
for (const kind of ["pointerdown", "keydown", "wheel"]) document.addEventListener(kind, act, { passive: true });

greet();
