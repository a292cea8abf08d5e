import { byId, element, setText, syncItems } from "./dom.js";
import { replaceHash, streamHash, streamOf } from "./links.js";
import { showOutlines } from "./outlines.js";
import { StreamDrag } from "./stream-drag.js";
import { StreamRows } from "./stream-rows.js";
import { STREAM as T } from "./texts.js";
import { exactMoment, localInput, parseLocalInput } from "./zone.js";

/** @typedef {import("./links.js").ReadingLink} ReadingLink */
/** @typedef {import("./links.js").StreamLink} StreamLink */

/**
 * What the server answers (Timeline).
 *
 * @typedef {{at: number, status: string, p?: number[], readings: number, abstained: number}} RowPoint
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{subject: string, labels: string[], points: RowPoint[], box?: Box}} Row
 * @typedef {{kind: string, from: number, to: number, subject?: string, text: string, readings: number}} StreamEvent
 * @typedef {{stream: string, from: number, to: number, heldFrom: number, heldTo: number, subjects: Row[],
 *   subjectsLeftOut: number, events: StreamEvent[], eventsLeftOut: number,
 *   picture?: {width: number, height: number}}} Timeline
 */

const FIRST_SPAN = 10 * 60_000;
const SHORTEST_SPAN = 10_000;
const LONGEST_SPAN = 31 * 24 * 3_600_000;
const REFRESH_MILLIS = 2_000;

/** One stream's subjects on one timeline, which goes on by itself until it is paused. */
export class StreamView {
  /** What is shown; null while the page shows all streams. @type {StreamLink | null} */
  #link = null;
  /** @type {Timeline | null} */
  #shown = null;
  #rows;
  #asked = 0;
  /** Questions without an answer: refreshing waits for it, or one that takes long would never be the newest. */
  #open = 0;
  #onStream;
  #time = /** @type {HTMLInputElement} */ (byId("stream-time"));

  /**
   * @param {(link: ReadingLink) => void} look at one reading
   * @param {(stream: string | null) => void} onStream told which is shown from now on; null: none
   */
  constructor(look, onStream) {
    this.#onStream = onStream;
    this.#rows = new StreamRows(look);
    const texts = { back: T.back, earlier: T.earlier, later: T.later, in: T.zoomIn, out: T.zoomOut, go: T.go };
    Object.entries(texts).forEach(([name, text]) => setText(byId(`stream-${name}`), text));
    setText(byId("stream-time-label"), T.goTo);
    byId("stream-pause").addEventListener("click", () => this.#pause());
    byId("stream-earlier").addEventListener("click", () => this.#move(-0.5));
    byId("stream-later").addEventListener("click", () => this.#move(0.5));
    byId("stream-in").addEventListener("click", () => this.#zoom(0.5));
    byId("stream-out").addEventListener("click", () => this.#zoom(2));
    byId("stream-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#goTo();
    });
    new StreamDrag(byId("stream-rows"), {
      range: () => this.#shown,
      area: () => this.#rows.area,
      preview: (range) => this.#shown && this.#rows.range(this.#shown, range),
      settle: (range) => this.#go(range),
      zoom: (factor, share) => this.#zoom(factor, share),
      pause: () => this.#pause(),
    });
    addEventListener("hashchange", () => this.#follow());
    setInterval(() => {
      if (this.#link?.span !== undefined && document.visibilityState === "visible" && this.#open === 0) {
        void this.#ask();
      }
    }, REFRESH_MILLIS);
    this.#follow();
  }

  /** Goes by the address; one of a reading is shown above whatever is there. */
  #follow() {
    const link = streamOf(location.hash, FIRST_SPAN);
    if (!link && location.hash.length > 1) {
      return;
    }
    const other = link?.stream !== this.#link?.stream;
    this.#link = link;
    this.#onStream(link?.stream ?? null);
    byId("stream-view").hidden = !link;
    byId("all-streams").hidden = Boolean(link);
    if (!link) {
      this.#asked++;
      this.#rows.clear();
      return;
    }
    if (other) {
      this.#shown = null;
      this.#rows.clear();
      setText(byId("stream-problem"), "");
    }
    this.draw();
    if (other) {
      byId("stream-title").focus();
    }
    void this.#ask();
  }

  /** @param {StreamLink} link */
  #show(link) {
    this.#link = link;
    replaceHash(streamHash(link));
    void this.#ask();
  }

  async #ask() {
    const link = this.#link;
    const asked = ++this.#asked;
    if (!link) {
      return;
    }
    const parameters = new URLSearchParams({ id: link.stream });
    for (const [name, value] of Object.entries({ span: link.span, from: link.from, to: link.to })) {
      if (value !== undefined) {
        parameters.set(name, String(value));
      }
    }
    this.#open++;
    try {
      const answer = await fetch(`api/stream?${parameters}`);
      const text = await answer.text();
      if (asked === this.#asked) {
        setText(byId("stream-problem"), answer.ok ? "" : T.failed(text));
        this.#shown = answer.ok ? JSON.parse(text) : null;
        this.draw();
      }
    } catch {
      if (asked === this.#asked) {
        setText(byId("stream-problem"), T.noAnswer);
      }
    } finally {
      this.#open--;
    }
  }

  /** The stream that is shown; null if none is. */
  get stream() {
    return this.#link?.stream ?? null;
  }

  /** What is shown of it, and how it is drawn; null before there is an answer. */
  get drawn() {
    return this.#shown && { timeline: this.#shown, rows: this.#rows.drawn, range: byId("stream-range").textContent ?? "" };
  }

  draw() {
    const link = this.#link;
    if (!link) {
      return;
    }
    setText(byId("stream-title"), T.title(link.stream));
    setText(byId("stream-pause"), link.span === undefined ? T.followOn : T.pause);
    const shown = this.#shown;
    if (!shown) {
      for (const part of ["range", "held", "empty", "events-none"]) {
        setText(byId(`stream-${part}`), "");
      }
      byId("stream-events").replaceChildren();
      showOutlines(null);
      return;
    }
    const empty = shown.subjects.length === 0;
    setText(byId("stream-range"), T.range(exactMoment(shown.from), exactMoment(shown.to), link.span !== undefined));
    setText(byId("stream-held"), shown.heldFrom === shown.heldTo ? T.nothingHeld : T.held(exactMoment(shown.heldFrom), exactMoment(shown.heldTo)));
    setText(byId("stream-empty"), empty ? T.empty : shown.subjectsLeftOut > 0 ? T.leftOut(shown.subjectsLeftOut) : "");
    if (document.activeElement !== this.#time) {
      this.#time.value = localInput(shown.to);
    }
    this.#rows.show(shown);
    showOutlines(shown);
    const events = [...shown.events].reverse();
    setText(byId("stream-events-none"), events.length === 0 ? T.noEvents : shown.eventsLeftOut > 0 ? T.eventsLeftOut(shown.eventsLeftOut) : "");
    syncItems(byId("stream-events"), events, () => element("li", "", element("b"), element("span")), (item, each) => {
      item.dataset.kind = each.kind;
      setText(item.children[0], T.kinds.get(each.kind) ?? each.kind);
      setText(item.children[1], T.event(each, exactMoment(each.from), exactMoment(each.to)));
    });
  }

  /** Stays where it is, or goes on with what is newest. */
  #pause() {
    const { stream, span, from, to } = /** @type {StreamLink} */ (this.#link);
    if (span !== undefined && this.#shown) {
      this.#show({ stream, from: this.#shown.from, to: this.#shown.to });
    } else {
      this.#show({ stream, span: Math.max(SHORTEST_SPAN, (to ?? 0) - (from ?? 0)) });
    }
  }

  /** @param {number} share of what is seen; below 0 back in time */
  #move(share) {
    const shown = this.#shown;
    if (shown) {
      const by = Math.round((shown.to - shown.from) * share);
      this.#go({ from: shown.from + by, to: shown.to + by });
    }
  }

  /** @param {{from: number, to: number}} range */
  #go({ from, to }) {
    const shown = this.#shown;
    if (shown) {
      // The next step of somebody who is faster than the server begins where this one ends.
      this.#shown = { ...shown, from, to };
      this.#rows.range(shown, { from, to });
      this.#show({ stream: shown.stream, from, to });
    }
  }

  /**
   * @param {number} factor of the span
   * @param {number} [share] of it that stays to the left of what stays where it is
   */
  #zoom(factor, share = 0.5) {
    const shown = this.#shown;
    if (!shown || !this.#link) {
      return;
    }
    const span = Math.min(LONGEST_SPAN, Math.max(SHORTEST_SPAN, Math.round((shown.to - shown.from) * factor)));
    if (this.#link.span !== undefined) {
      this.#show({ stream: shown.stream, span });
    } else {
      const from = Math.round(shown.from + (shown.to - shown.from - span) * share);
      this.#go({ from, to: from + span });
    }
  }

  #goTo() {
    const at = parseLocalInput(this.#time.value);
    const shown = this.#shown;
    if (shown && Number.isFinite(at)) {
      const half = Math.round((shown.to - shown.from) / 2);
      this.#go({ from: at - half, to: at + half });
    } else {
      setText(byId("stream-problem"), T.noTime);
    }
  }
}
