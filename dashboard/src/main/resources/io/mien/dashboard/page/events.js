import { connect } from "./connection.js";
import { VERSION } from "./version.js";

/** @typedef {import("./overview-store.js").State} State */
/** @typedef {{snapshot: (state: State) => void, update: (state: State) => void, lost: () => void}} Listener */

/**
 * Follows the server's events, through a worker that all tabs of the browser share; where a browser has none, as those of
 * telephones, by a connection of its own.
 *
 * @param {Listener} listener
 */
export function follow(listener) {
  if (!("SharedWorker" in globalThis)) {
    connect(listener);
    return;
  }
  let port = join(listener);
  // A page that the browser keeps for the way back is asleep.
  addEventListener("pagehide", () => port.postMessage("leaves"));
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      port = join(listener);
    }
  });
}

/**
 * @param {Listener} listener
 * @returns {MessagePort}
 */
function join(listener) {
  // Of this version: tabs that were opened before another one was installed keep the worker that they understand.
  const worker = new SharedWorker(new URL("./events-worker.js", import.meta.url), { type: "module", name: VERSION });
  worker.port.addEventListener("message", ({ data }) => {
    if (data.kind === "lost") {
      listener.lost();
      return;
    }
    listener[/** @type {"snapshot" | "update"} */ (data.kind)](data.state);
    worker.port.postMessage("taken");
  });
  worker.port.start();
  return worker.port;
}
