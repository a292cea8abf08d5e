import { milliseconds, momentOf } from "./format.js";
import { OVERVIEW as T } from "./texts.js";

/** @typedef {import("./overview-store.js").Row} Row */
/** @typedef {import("./overview-store.js").Alert} Alert */

/**
 * How much a stream needs a look, and why.
 *
 * @typedef {{rank: number, state: string, words: string[]}} Attention
 */

/** A reading that comes later than this after its window is of little use to somebody who watches. */
const LONG_LATENCY_MILLIS = 5_000;
const MANY_ABSTAINED = 0.5;
/** With fewer readings in a minute a share says little. */
const LEAST_READINGS = 10;
/** Without a reading for longer than this nobody is in view. */
const NOBODY_MILLIS = 60_000;

const FEED_RANKS = new Map([
  ["UNHEARD", 6],
  ["RECONNECTING", 6],
  ["SILENT", 5],
]);

/**
 * @param {Row} row
 * @param {readonly Alert[]} alerts that go on, of this stream
 * @param {number} now by the server's clock
 * @returns {Attention}
 */
export function attentionOf(row, alerts, now) {
  /** @type {[number, string][]} */
  const reasons = [];
  // A rule may have found several of its faces.
  for (const rule of new Set(alerts.map((alert) => alert.rule))) {
    const began = Math.min(...alerts.filter((alert) => alert.rule === rule).map((alert) => alert.began));
    reasons.push([7, T.alert(rule, momentOf(began, now))]);
  }
  const feed = row.feed;
  const rank = FEED_RANKS.get(feed?.state ?? "");
  if (feed && rank) {
    reasons.push([rank, T.since(feed.state === "UNHEARD", momentOf(feed.since, now), feed.sentence)]);
  }
  if (row.overloaded > 0) {
    reasons.push([4, T.overloaded(row.overloaded, row.readings)]);
  }
  if (row.deadLetters > 0) {
    reasons.push([3, T.deadLetters(row.deadLetters)]);
  }
  if (row.latencyMillis !== undefined && row.latencyMillis > LONG_LATENCY_MILLIS) {
    reasons.push([2, T.late(milliseconds(row.latencyMillis))]);
  }
  if (row.readings >= LEAST_READINGS && row.abstained > MANY_ABSTAINED * row.readings) {
    reasons.push([1, T.abstained(row.abstained, row.readings)]);
  }
  return {
    rank: Math.max(0, ...reasons.map(([each]) => each)),
    state: stateOf(row, now),
    words: reasons.map(([, words]) => words),
  };
}

/**
 * One word for what a stream is doing.
 *
 * @param {Row} row
 * @param {number} now by the server's clock
 */
function stateOf(row, now) {
  const state = row.feed?.state;
  if (state !== undefined && (state !== "LIVE" || row.overloaded === 0)) {
    return state;
  }
  if (row.overloaded > 0) {
    return "OVERLOADED";
  }
  return now - row.lastReadingAt > NOBODY_MILLIS ? "NOBODY" : "READ";
}
