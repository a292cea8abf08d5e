import { momentOf } from "./format.js";
import { FEED as T } from "./texts.js";

/** @typedef {import("./overview-store.js").Feed} Feed */

/**
 * What is known of a live feed, in a sentence.
 *
 * @param {Feed} feed
 * @param {number} now by the server's clock
 */
export function feedNote(feed, now) {
  const reasons = Object.entries(feed.losses);
  const all = reasons.reduce((sum, [, number]) => sum + number, 0);
  const dated = feed.state === "LIVE" ? (T.clocks.get(feed.clock ?? "") ?? "") : "";
  return [
    T.since(T.states.get(feed.state) ?? feed.state, momentOf(feed.since, now)),
    feed.sentence,
    all === 0 ? "" : T.losses(all, reasons),
    dated,
  ]
    .filter(Boolean)
    .join(" · ");
}
