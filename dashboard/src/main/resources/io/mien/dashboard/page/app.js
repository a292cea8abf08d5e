import { Alerts } from "./alerts.js";
import { Cards } from "./cards.js";
import { connect } from "./connection.js";
import { DeadLetters } from "./dead-letters.js";
import { Evidence } from "./evidence.js";
import { Feeds } from "./feeds.js";
import { Header } from "./header.js";
import { StreamView } from "./stream-view.js";
import { facesByStream, Store } from "./store.js";

/** @typedef {import("./store.js").State} State */

const TICK_MILLIS = 500;

const store = new Store();
const header = new Header();
const alerts = new Alerts();
const feeds = new Feeds();
const deadLetters = new DeadLetters();
const evidence = new Evidence();
const look = (/** @type {import("./links.js").ReadingLink} */ link) => void evidence.open(link);
const cards = new Cards(look);
let connected = false;

new StreamView(look);

/**
 * @param {State} state
 * @param {ReadonlySet<number>} changed
 */
function show(state, changed) {
  connected = true;
  header.show(state);
  header.connection(connected, state);
  alerts.show(state.alerts, state.now);
  feeds.show(state.feeds, state.now);
  deadLetters.show(state.deadLetters);
  cards.show(store.subjects, changed, state.models);
  tick();
}

/** Faces leave without a word. */
function tick() {
  const now = store.now(connected);
  cards.tick(now);
  if (store.state) {
    header.faces(store.state, facesByStream(store.subjects, now));
  }
}

connect({
  snapshot(state) {
    store.replace(state);
    show(state, new Set(state.present));
  },
  update(state) {
    show(state, store.merge(state));
  },
  lost() {
    connected = false;
    header.connection(connected, store.state);
  },
});

setInterval(tick, TICK_MILLIS);
