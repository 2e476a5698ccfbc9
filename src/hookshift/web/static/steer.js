// Controls: who is signed in, what may be done as things are, and the question before it is done.
// The token stays in this tab, and goes out in a header that no other site's page can set.

import { element, show } from "./elements.js";

const KEY = "hookshift token";
const ROLES = ["viewer", "operator", "admin"];
let me = null;

const headers = () => ({ Authorization: `Bearer ${sessionStorage.getItem(KEY)}` });
export const may = (role) => me !== null && ROLES.indexOf(me.role) >= ROLES.indexOf(role);

// What can be done: [label, path, what follows from it, fields, whether it is dangerous].
const reason = { name: "reason", label: "Why", type: "text", required: true };
const percentage = { name: "percentage", label: "Percent", type: "number", min: 0, max: 100, step: 0.01, required: true };

export function choices(seen) {
  const rollout = seen.rollout, found = [];
  const open = rollout !== null && rollout.ended_at === null;
  if (open && ["paused", "held"].includes(rollout.phase)) {
    found.push(["Resume", "rollout/resume", "The rollout goes on.", [reason]]);
  } else if (open) {
    found.push(["Pause", "rollout/pause", "The rollout stays at its percentage; a gate that fails still ends it.", [reason]]);
  }
  if (open) {
    const stage = { name: "stage", value: rollout.stage };
    const name = `stage ${rollout.stage} (${rollout.percentage} %)`;
    if (rollout.stages[rollout.stage - 1]?.approval && !rollout.approved) found.push([`Approve the end of ${name}`, "rollout/promote", "It is left once every gate has passed.", [stage, reason]]);
    found.push([`Leave ${name} without proof`, "rollout/promote", "The share is raised although not everything is proven.", [stage, { name: "override", value: true }, reason], true]);
    found.push(["Roll back", "rollout/rollback", "The rollout ends now, and everybody goes back to the old handlers.", [reason], true]);
  }
  found.push(["Set the share", "share", open ? "The rollout pauses, as the share is not its own then." : "So many people of the domains that move go to unified.", [percentage, reason], true]);
  if (seen.share?.enabled) {
    found.push(["Disable routing", "disable", "Everybody goes to the old handlers, at once; the percentage is kept.", [reason], true]);
  } else if (seen.share) {
    found.push(["Enable routing", "enable", `${seen.share.percentage} % of people go to unified, at once.`, [reason], true]);
  }
  return found;
}

export function controls(seen) {
  const buttons = !may("operator") ? [] : choices(seen).map(([label, path, follows, fields, danger]) =>
    button(label, () => ask(label, path, follows, fields, danger), danger));
  show("controls", ...(buttons.length ? buttons : [element("p", { class: "dim" }, me === null ? "Sign in to steer." : "A viewer only looks.")]));
}

// `show` compares markup, so what a button does is found by its label when it is pressed.
const actions = new Map();
export function button(label, act, danger) {
  actions.set(label, act);
  return element("button", { type: "button", class: danger ? "danger" : null, "data-act": label }, label);
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.("[data-act]");
  if (pressed) actions.get(pressed.dataset.act)?.();
});

export function ask(title, path, follows, fields, danger = false) {
  const dialog = document.getElementById("ask"), key = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  const inputs = fields.filter((field) => !("value" in field));
  const told = element("p", { role: "alert", class: "bad" });
  const form = element("form", { method: "dialog" },
    element("h2", { id: "ask-title" }, title), element("p", {}, follows),
    inputs.map((field) => element("label", {}, `${field.label} `, element("input", { ...field, label: null, autocomplete: "off" }))),
    told,
    element("div", { class: "controls" },
      element("button", { class: danger ? "danger" : null }, title),
      element("button", { type: "button", value: "cancel" }, "Cancel")));
  form.querySelector("[value=cancel]").onclick = () => dialog.close();
  form.onsubmit = async (event) => {
    event.preventDefault();
    const asked = Object.fromEntries(fields.map((field) => ["value" in field ? [field.name, field.value]
      : [field.name, field.type === "number" ? Number(form.elements[field.name].value) : form.elements[field.name].value.trim()]][0]));
    const answer = await fetch(`api/v1/${path}`, {
      method: "POST", body: JSON.stringify(asked),
      headers: { ...headers(), "Content-Type": "application/json", "Idempotency-Key": key },
    }).catch(() => null);
    if (answer?.ok) { dialog.close(); return; }
    const said = answer ? await answer.json().catch(() => ({})) : {};
    told.textContent = said.error ?? (answer ? "It was not understood: look at what you gave." : "hookshift does not answer: look whether it was done.");
  };
  dialog.replaceChildren(form);
  dialog.showModal();
}

async function greet() {
  me = null;
  if (sessionStorage.getItem(KEY)) {
    const answer = await fetch("api/v1/me", { headers: headers() }).catch(() => null);
    if (answer?.ok) me = await answer.json();
    else if (answer) sessionStorage.removeItem(KEY);
  }
  show("who", me === null ? button("Sign in", signIn) : element("span", {}, `${me.name}, ${me.role} `),
    me === null ? null : button("Sign out", () => { sessionStorage.removeItem(KEY); greet(); }));
  document.dispatchEvent(new Event("signed"));
  return me !== null;
}

function signIn() {
  const dialog = document.getElementById("ask");
  const told = element("p", { role: "alert", class: "bad" });
  const form = element("form", { method: "dialog" },
    element("h2", { id: "ask-title" }, "Sign in"),
    element("p", {}, "With a token, made by: hookshift token make NAME"),
    element("label", {}, "Token ", element("input", { name: "token", type: "password", required: true, autocomplete: "off" })),
    told,
    element("div", { class: "controls" }, element("button", {}, "Sign in"), element("button", { type: "button", value: "cancel" }, "Cancel")));
  form.querySelector("[value=cancel]").onclick = () => dialog.close();
  form.onsubmit = async (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEY, form.elements.token.value.trim());
    if (await greet()) dialog.close();
    else told.textContent = "This token is unknown, revoked or too old.";
  };
  dialog.replaceChildren(form);
  dialog.showModal();
}

greet();
