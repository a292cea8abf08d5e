/** In which zone times are told: the viewer's, or UTC. It is one choice for the whole page, and kept by the browser. */

const KEY = "mien-times";

export const inUtc = () => localStorage.getItem(KEY) === "utc";

/** Told of another choice. @type {(() => void)[]} */
const listeners = [];

/** @param {boolean} utc */
export function chooseUtc(utc) {
  localStorage.setItem(KEY, utc ? "utc" : "viewer");
  listeners.forEach((listener) => listener());
}

/** @param {() => void} draw again in another zone */
export function keepZone(draw) {
  listeners.push(draw);
  // Another tab of this browser has chosen.
  addEventListener("storage", (event) => event.key === KEY && draw());
}

const two = (/** @type {number} */ value) => String(value).padStart(2, "0");

/**
 * A moment as a field for dates and times takes it, to the second.
 *
 * @param {number} at milliseconds since 1970
 */
export function localInput(at) {
  const time = new Date(at);
  return inUtc()
    ? time.toISOString().slice(0, 19)
    : `${String(time.getFullYear()).padStart(4, "0")}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/**
 * The moment that such a field holds, milliseconds since 1970; not a number if it holds none.
 *
 * @param {string} text
 */
export const parseLocalInput = (text) => Date.parse(inUtc() ? `${text}Z` : text);

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
    timeZoneName: inUtc() ? "short" : "shortOffset",
    timeZone: inUtc() ? "UTC" : undefined,
  })
    .format(new Date(at))
    .replace(",", "");
}
