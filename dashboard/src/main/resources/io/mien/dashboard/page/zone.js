/** In which zone times are told: the viewer's, or UTC. It is one choice for the whole page, and kept by the browser. */

const KEY = "mien-times";

export const inUtc = () => localStorage.getItem(KEY) === "utc";

/** @param {boolean} utc */
export function chooseUtc(utc) {
  localStorage.setItem(KEY, utc ? "utc" : "viewer");
}

/**
 * A moment with its date, to the millisecond, and its zone.
 *
 * @param {string | number} at ISO 8601, or milliseconds since 1970
 */
export function exactMoment(at) {
  return new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
    timeZoneName: "shortOffset",
    timeZone: inUtc() ? "UTC" : undefined,
  })
    .format(new Date(at))
    .replace(",", "");
}
