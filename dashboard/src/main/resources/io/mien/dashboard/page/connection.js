/** @typedef {import("./overview-store.js").State} State */

/** The server sends something every second: after this long without, the connection is lost. */
const SILENCE_MILLIS = 6_000;
const RETRY_MILLIS = 2_000;

/**
 * Follows the server's events for as long as the page is open, through any number of lost connections.
 *
 * @param {{snapshot: (state: State) => void, update: (state: State) => void, lost: () => void}} listener
 */
export function connect(listener) {
  /** @type {EventSource | undefined} */
  let source;
  /** @type {number | undefined} */
  let watchdog;

  function listen() {
    clearTimeout(watchdog);
    watchdog = setTimeout(reopen, SILENCE_MILLIS);
  }

  function reopen() {
    listener.lost();
    source?.close();
    open();
  }

  function open() {
    const opened = new EventSource(new URL("../api/events", import.meta.url));
    source = opened;
    listen();
    opened.addEventListener("snapshot", (event) => {
      listen();
      listener.snapshot(JSON.parse(event.data));
    });
    opened.addEventListener("update", (event) => {
      listen();
      listener.update(JSON.parse(event.data));
    });
    opened.addEventListener("error", () => {
      listener.lost();
      // The browser tries again by itself, but not after an answer that was no stream of events.
      if (opened.readyState === EventSource.CLOSED) {
        clearTimeout(watchdog);
        watchdog = setTimeout(reopen, RETRY_MILLIS);
      }
    });
  }

  open();
}
