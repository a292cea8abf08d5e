import { connect } from "./connection.js";
import { OverviewStore } from "./overview-store.js";

/**
 * Listens to the server's events once for all tabs of a browser, since browsers open six connections to a host at most, and
 * each stream of events holds one. A tab gets the next message when it has taken the last one: one that is slow, or that the
 * browser has put to sleep, finds the whole state when it is back, and nothing piles up for it.
 */

/** @typedef {{port: MessagePort, busy: boolean, behind: boolean}} Tab */

const store = new OverviewStore();
/** @type {Set<Tab>} */
const tabs = new Set();
let connected = false;

/**
 * @param {Tab} tab
 * @param {unknown} message
 */
function send(tab, message) {
  if (tab.busy) {
    tab.behind = true;
    return;
  }
  tab.busy = true;
  tab.port.postMessage(message);
}

/** @param {Tab} tab */
function sendWhole(tab) {
  const state = store.whole();
  tab.behind = false;
  if (state) {
    send(tab, { kind: "snapshot", state });
  }
  if (!connected) {
    tab.port.postMessage({ kind: "lost" });
  }
}

connect({
  snapshot(state) {
    connected = true;
    store.replace(state);
    tabs.forEach((tab) => send(tab, { kind: "snapshot", state }));
  },
  update(state) {
    connected = true;
    store.merge(state);
    tabs.forEach((tab) => send(tab, { kind: "update", state }));
  },
  lost() {
    // Not counted as a message to be taken: it may be the last one for long.
    if (connected) {
      tabs.forEach((tab) => tab.port.postMessage({ kind: "lost" }));
    }
    connected = false;
  },
});

addEventListener("connect", (event) => {
  const port = /** @type {MessageEvent} */ (event).ports[0];
  /** @type {Tab} */
  const tab = { port, busy: false, behind: false };
  tabs.add(tab);
  port.addEventListener("message", ({ data }) => {
    if (data === "leaves") {
      tabs.delete(tab);
      port.close();
      return;
    }
    tab.busy = false;
    if (tab.behind) {
      sendWhole(tab);
    }
  });
  port.start();
  sendWhole(tab);
});
