import { inUtc } from "./zone.js";

/** Times before this are times into a recording, not of a clock: 1980. */
const FIRST_CLOCK_TIME = 315_532_800_000;

/** @param {number} share 0 to 1 */
export const percent = (share) => `${Math.round(share * 100)} %`;

/** @param {number} value with at most one decimal, none from 100 on */
export const rate = (value) => (value >= 100 ? String(Math.round(value)) : value.toFixed(1));

/** @param {number} value */
export const count = (value) => value.toLocaleString("en");

/** @param {number} millis */
export function milliseconds(millis) {
  return millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`;
}

/**
 * How long ago, in the largest unit that says enough.
 *
 * @param {number} millis
 */
export function duration(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 90) {
    return `${seconds} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/**
 * A time of day, or the time into a recording whose clock begins at zero.
 *
 * @param {number} at milliseconds since 1970
 */
export function timeOfDay(at) {
  const time = new Date(at);
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  if (at >= FIRST_CLOCK_TIME && inUtc()) {
    return time.toISOString().slice(11, 19);
  }
  if (at >= FIRST_CLOCK_TIME) {
    return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  }
  const minutes = Math.floor(at / 60_000);
  return `${minutes}:${two(time.getUTCSeconds())}`;
}

/**
 * The time of day, with the date if that is another one.
 *
 * @param {number} at milliseconds since 1970
 * @param {number} now
 */
export function momentOf(at, now) {
  const time = new Date(at);
  if (inUtc()) {
    const day = time.toISOString().slice(0, 10);
    return day === new Date(now).toISOString().slice(0, 10) ? timeOfDay(at) : `${day} ${timeOfDay(at)}`;
  }
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return time.toDateString() === new Date(now).toDateString()
    ? timeOfDay(at)
    : `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${timeOfDay(at)}`;
}

/** @param {string} text */
export const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * A digest short enough to compare by eye.
 *
 * @param {string} digest
 */
export const shortDigest = (digest) => digest.replace(/^(sha256:)?(.{12}).*$/, "$2");
