import { Alerts } from "./alerts.js";
import { DeadLetters } from "./dead-letters.js";
import { byId, fillTexts, setText } from "./dom.js";
import { Downloads } from "./downloads.js";
import { follow } from "./events.js";
import { Evidence } from "./evidence.js";
import { Faces } from "./faces.js";
import { feedNote } from "./feed-notes.js";
import { Header } from "./header.js";
import { Overview } from "./overview.js";
import { OverviewStore } from "./overview-store.js";
import { StreamView } from "./stream-view.js";
import * as texts from "./texts.js";
import { VERSION } from "./version.js";
import { keepZone } from "./zone.js";

/** @typedef {import("./overview-store.js").State} State */

const TICK_MILLIS = 500;

fillTexts(texts);
const store = new OverviewStore();
let connected = false;
const now = () => store.now(connected);
const header = new Header();
const alerts = new Alerts();
const deadLetters = new DeadLetters();
const evidence = new Evidence();
const look = (/** @type {import("./links.js").ReadingLink} */ link) => void evidence.open(link);
const overview = new Overview(store);
const faces = new Faces(look, now);
const streamView = new StreamView(look, (stream) => {
  faces.of(stream);
  tick();
});
new Downloads(overview, streamView, store);
keepZone(() => {
  streamView.draw();
  show();
});
let framed = false;

/** Draws what there is, with the next picture that the browser paints; a tab that nobody sees draws nothing. */
function schedule() {
  if (!framed) {
    framed = true;
    requestAnimationFrame(() => {
      framed = false;
      show();
    });
  }
}

function show() {
  const state = store.state;
  if (!state) {
    return;
  }
  header.show(state);
  header.connection(connected, state);
  deadLetters.show(state.deadLetters);
  byId("outdated").hidden = state.page === VERSION;
  tick();
}

function tick() {
  const state = store.state;
  faces.tick(state?.faces ?? 0, connected);
  if (state) {
    header.faces(state, overview.troubled);
    const stream = streamView.stream;
    const row = stream === null ? undefined : [...store.rows.values()].find((each) => each.stream === stream);
    setText(byId("stream-feed"), row?.feed ? feedNote(row.feed, now()) : "");
  }
}

/**
 * @param {State} state
 * @param {ReadonlySet<number>} changed
 */
function take(state, changed) {
  connected = true;
  // Said and sounded at once, in a tab that nobody sees too.
  alerts.show(/** @type {State} */ (store.state).alerts, state.now);
  overview.show(changed);
  schedule();
}

follow({
  snapshot(state) {
    store.replace(state);
    connected = true;
    faces.begin();
    take(state, new Set(store.rows.keys()));
  },
  update(state) {
    take(state, store.merge(state));
  },
  lost() {
    connected = false;
    header.connection(connected, store.state);
  },
});

byId("outdated-reload").addEventListener("click", () => location.reload());
setInterval(tick, TICK_MILLIS);
