const SEPARATOR = ",";
const LINE_END = "\r\n";
const QUOTED = /[",\r\n]/;
/** A table program takes a text that begins so for a formula, and runs it. */
const FORMULA = /^[\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/**
 * A table by RFC 4180. Texts that a table program would take for formulas get an apostrophe before them: names of streams are
 * whatever a client wrote.
 *
 * @param {readonly (readonly (string | number | undefined)[])[]} rows the names of the columns first
 * @returns {string}
 */
export function csv(rows) {
  return rows.map((row) => row.map(cell).join(SEPARATOR) + LINE_END).join("");
}

/** @param {string | number | undefined} value */
function cell(value) {
  if (value === undefined) {
    return "";
  }
  if (typeof value === "number") {
    return String(value);
  }
  const text = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
