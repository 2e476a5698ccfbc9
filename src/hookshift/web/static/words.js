// How values are written: "-" where something is not known, never 0.

export const dash = "-";
const known = (value) => value !== null && value !== undefined;
export const count = (value) => (known(value) ? Number(value).toLocaleString("en") : dash);
// Three digits: more would mean nothing.
export const percent = (value) =>
  known(value) ? `${(100 * value).toLocaleString("en", { maximumSignificantDigits: 3 })} %` : dash;
export const ms = (value) => (known(value) ? `${Math.round(value).toLocaleString("en")} ms` : dash);
export const text = (value) => (known(value) && value !== "" ? String(value) : dash);

// Between which rates 95 of 100 samples like this would be (Wilson's interval), 0 to 1.
export function likely(failures, requests) {
  const z = 1.96, rate = failures / requests, spread = z * z / requests;
  const middle = rate + spread / 2, half = z * Math.sqrt(rate * (1 - rate) / requests + spread / (4 * requests));
  return [Math.max(0, (middle - half) / (1 + spread)), Math.min(1, (middle + half) / (1 + spread))];
}

export function duration(seconds) {
  if (!known(seconds)) return dash;
  for (const [limit, unit, name] of [[90, 1, "s"], [5400, 60, "min"], [172800, 3600, "h"]]) {
    const value = seconds / unit;
    const fine = value < 9.95 && (name === "h" || (name === "min" && value.toFixed(1).slice(-1) !== "0"));
    if (seconds < limit) return `${value.toFixed(fine ? 1 : 0)} ${name}`;
  }
  return `${(seconds / 86400).toFixed(1)} days`;
}

export function time(value) {
  if (!known(value)) return dash;
  const when = typeof value === "number" ? new Date(value * 1000) : new Date(value);
  const today = when.toDateString() === new Date().toDateString();
  const clock = when.toLocaleTimeString("en-GB");
  return today ? clock : `${when.toLocaleDateString("en-CA")} ${clock}`;
}

// What a change of the configuration changed.
export function changed(row) {
  if (row.new_percentage === null) return "deleted";
  const made = row.old_percentage === null;
  return [
    !made && row.old_percentage !== row.new_percentage && `${row.old_percentage} → ${row.new_percentage} %`,
    !made && row.old_enabled !== row.new_enabled && `routing ${row.new_enabled ? "on" : "off"}`,
    !made && text(row.old_domains) !== text(row.new_domains) && `domains ${row.new_domains?.join(", ") || "none"}`,
    row.salt_changed && "salt",
  ].filter(Boolean).join(", ") || `${row.new_percentage} %`;
}
