import { byId, element, setText, syncItems } from "./dom.js";
import { count, momentOf } from "./format.js";

/** @typedef {import("./store.js").Feed} Feed */

/** More of them that are well are folded away at first. */
const MOST_SHOWN = 8;

const CLOCKS = new Map([
  ["CAMERA", "dated by its own clock"],
  ["ARRIVAL", "dated by arrival"],
]);

/** The live feeds: what is wrong, and folded below it what is well. */
export class Feeds {
  #folded = false;

  /**
   * @param {Feed[]} feeds what is wrong first
   * @param {number} now by the server's clock
   */
  show(feeds, now) {
    byId("feeds").hidden = feeds.length === 0;
    const well = feeds.filter(isWell);
    const expected = feeds.filter((feed) => feed.state !== "ENDED").length;
    setText(byId("feeds-count"), `${count(well.length)} of ${live(expected)}`);
    const fill = (/** @type {HTMLElement} */ item, /** @type {Feed} */ feed) => fillFeed(item, feed, now);
    syncItems(byId("feeds-troubled"), feeds.filter((feed) => !isWell(feed)), feedItem, fill);
    syncItems(byId("feeds-well"), well, feedItem, fill);
    byId("feeds-fold").hidden = well.length === 0;
    setText(byId("feeds-fold-title"), `Feeds that are live: ${count(well.length)}`);
    if (well.length > MOST_SHOWN && !this.#folded) {
      this.#folded = true;
      byId("feeds-fold").removeAttribute("open");
    }
  }
}

const isWell = (/** @type {Feed} */ feed) => feed.state === "LIVE";

const live = (/** @type {number} */ number) => (number === 1 ? "1 feed live" : `${count(number)} feeds live`);

const feedItem = () => element("li", "", element("b"), element("strong"), element("span"));

/**
 * @param {HTMLElement} item
 * @param {Feed} feed
 * @param {number} now
 */
function fillFeed(item, feed, now) {
  const [state, name, text] = item.children;
  const unheard = feed.state === "UNHEARD";
  item.dataset.state = feed.state;
  setText(state, unheard ? "NOT HEARD OF" : feed.state);
  setText(name, feed.stream);
  const since = `${unheard ? "not heard of since" : "since"} ${momentOf(feed.since, now)}`;
  setText(text, [since, feed.sentence, lost(feed), isWell(feed) ? dated(feed) : ""].filter(Boolean).join(" · "));
}

/** @param {Feed} feed */
function lost(feed) {
  const reasons = Object.entries(feed.losses);
  const all = reasons.reduce((sum, [, number]) => sum + number, 0);
  if (all === 0) {
    return "";
  }
  const list = reasons.map(([reason, number]) => `${reason} ${count(number)}`).join(", ");
  return `${all === 1 ? "1 loss" : `${count(all)} losses`} so far (${list})`;
}

const dated = (/** @type {Feed} */ feed) => CLOCKS.get(feed.clock ?? "") ?? "";
