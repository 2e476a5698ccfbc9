// Elements without markup from outside: every text is a text node.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

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
