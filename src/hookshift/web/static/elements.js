// Elements without markup from outside: every text is a text node.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// Kinds of columns.
export const named = (name, cell) => [name, "", cell];
export const short = (name, cell) => [name, "short", cell];
export const number = (name, cell) => [name, "number", cell];
export const long = (name, cell) => [name, "long", cell];

export const side = (name) => element("span", { class: name }, name);

// Columns are [heading, class, cell]; an empty table says so.
export function table(caption, columns, rows, nothing = "nothing") {
  if (!rows.length) return element("p", { class: "dim" }, nothing);
  const head = columns.map(([name, kind]) => element("th", { scope: "col", class: kind }, name));
  const body = rows.map((row) =>
    element("tr", {}, columns.map(([, kind, cell]) => element("td", { class: kind }, cell(row)))));
  return element("table", { "aria-label": caption },
    element("thead", {}, element("tr", {}, head)), element("tbody", {}, body));
}

// Replaces only what has changed, so that whoever reads it keeps their place.
export function show(id, ...children) {
  const place = document.getElementById(id);
  const fresh = element("div", {}, ...children);
  if (place.innerHTML !== fresh.innerHTML) place.replaceChildren(...fresh.childNodes);
}
