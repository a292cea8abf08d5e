import { attentionOf } from "./attention.js";
import { byId, setText } from "./dom.js";
import { OverviewChoice } from "./overview-choice.js";
import { OverviewRow } from "./overview-row.js";
import { OVERVIEW as T } from "./texts.js";

/** @typedef {import("./overview-store.js").OverviewStore} OverviewStore */
/** @typedef {import("./overview-store.js").Row} Row */
/** @typedef {import("./overview-store.js").Alert} Alert */

/** Of a frame's sixteen milliseconds, for the rows; the browser needs the others. */
const FRAME_BUDGET_MILLIS = 6;
/** Rows do not move under a pointer or a finger, but for this long. */
const LONGEST_HOLD_MILLIS = 10_000;
const REDRAW_STRIPS_MILLIS = 10_000;

/**
 * All streams, what needs a look first. Rows are changed a few in each frame, and drawn only where they can be seen; what
 * cannot be seen the browser does not lay out (content-visibility).
 */
export class Overview {
  #store;
  #list = byId("streams");
  #choice = new OverviewChoice(() => this.#arrange(true));
  /** @type {Map<number, OverviewRow>} */
  #rows = new Map();
  /** Ids of rows that have something new. @type {Set<number>} */
  #waiting = new Set();
  /** @type {Map<string, Alert[]>} */
  #alerts = new Map();
  #orderedAt = 0;
  #stripsAt = 0;
  #framed = false;
  #moved = true;
  /** @type {WeakMap<Element, OverviewRow>} */
  #byElement = new WeakMap();
  #sight = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const row = this.#byElement.get(target);
        if (row) {
          row.visible = isIntersecting;
        }
      }
      this.#schedule();
    },
    { rootMargin: "200px" },
  );
  #palette = palette();

  /** @param {OverviewStore} store */
  constructor(store) {
    this.#store = store;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#palette = palette();
      this.#stripsAt = 0;
      this.#schedule();
    });
    addEventListener("beforeprint", () => this.#drawStrips(true));
  }

  /** @param {ReadonlySet<number>} changed ids of rows with something new */
  show(changed) {
    this.#noteAlerts();
    for (const [id, row] of this.#rows) {
      if (!this.#store.rows.has(id)) {
        this.#sight.unobserve(row.element);
        row.element.remove();
        this.#rows.delete(id);
        this.#moved = true;
      }
    }
    changed.forEach((id) => this.#waiting.add(id));
    this.#schedule();
  }

  /** Streams that need a look, as far as is known. */
  get troubled() {
    return [...this.#rows.values()].filter((row) => row.attention.rank > 0).length;
  }

  /** The rows in their order, without those that are filtered out. @returns {OverviewRow[]} */
  get shown() {
    return [...this.#list.children].flatMap((item) => {
      const row = this.#byElement.get(item);
      return row && !(/** @type {HTMLElement} */ (item).hidden) ? [row] : [];
    });
  }

  /** Draws all strips, those that cannot be seen too. */
  drawAll() {
    this.#drawStrips(true);
  }

  #noteAlerts() {
    const before = this.#alerts;
    this.#alerts = new Map();
    for (const alert of this.#store.state?.alerts.active ?? []) {
      for (const stream of alert.streams) {
        this.#alerts.set(stream, [...(this.#alerts.get(stream) ?? []), alert]);
      }
    }
    for (const [id, { stream }] of this.#store.rows) {
      if (ids(before.get(stream)) !== ids(this.#alerts.get(stream))) {
        this.#waiting.add(id);
      }
    }
  }

  #schedule() {
    if (!this.#framed) {
      this.#framed = true;
      requestAnimationFrame(() => {
        this.#framed = false;
        this.#frame();
      });
    }
  }

  #frame() {
    const end = performance.now() + FRAME_BUDGET_MILLIS;
    const now = this.#store.now(true);
    for (const id of this.#waiting) {
      this.#waiting.delete(id);
      const row = this.#store.rows.get(id);
      if (row) {
        this.#fill(id, row, now);
      }
      if (performance.now() > end) {
        this.#schedule();
        return;
      }
    }
    this.#arrange(false);
    this.#drawStrips(false);
  }

  /**
   * @param {number} id
   * @param {Row} row
   * @param {number} now
   */
  #fill(id, row, now) {
    let known = this.#rows.get(id);
    if (!known) {
      known = new OverviewRow(row, (stream) => this.#pin(stream));
      known.pinned = this.#choice.isPinned(row.stream);
      this.#rows.set(id, known);
      this.#byElement.set(known.element, known);
      this.#sight.observe(known.element);
    }
    known.show(row, attentionOf(row, this.#alerts.get(row.stream) ?? [], now));
    this.#moved = true;
  }

  /** @param {string} stream */
  #pin(stream) {
    this.#choice.pin(stream);
    this.#rows.forEach((row) => (row.pinned = this.#choice.isPinned(row.row.stream)));
    this.#arrange(true);
  }

  /**
   * Puts the rows in their order, and hides those that are not asked for.
   *
   * @param {boolean} atOnce a person has asked for it
   */
  #arrange(atOnce) {
    const at = performance.now();
    const held = this.#list.matches(":hover") || this.#list.contains(document.activeElement);
    if (!atOnce && (!this.#moved || (held && at - this.#orderedAt < LONGEST_HOLD_MILLIS))) {
      return;
    }
    this.#moved = false;
    this.#orderedAt = at;
    const rows = this.#choice.ordered([...this.#rows.values()]);
    const fits = this.#choice.filter();
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    let shown = 0;
    rows.forEach((row, index) => {
      row.element.hidden = !fits(row);
      shown += row.element.hidden ? 0 : 1;
      if (this.#list.children[index] !== row.element) {
        this.#list.insertBefore(row.element, this.#list.children[index] ?? null);
      }
    });
    // Whoever steps through the rows with the keyboard stays in the row.
    if (focused !== document.activeElement && this.#list.contains(focused)) {
      focused?.focus({ preventScroll: true });
    }
    setText(byId("streams-count"), T.count(rows.length, shown, this.troubled));
    byId("streams-none").hidden = shown > 0 || rows.length === 0;
  }

  /** @param {boolean} all though they cannot be seen, as for paper */
  #drawStrips(all) {
    const state = this.#store.state;
    const at = performance.now();
    const again = at - this.#stripsAt > REDRAW_STRIPS_MILLIS;
    if (!state) {
      return;
    }
    this.#stripsAt = again ? at : this.#stripsAt;
    if (again) {
      this.#rows.forEach((row) => row.repaint());
    }
    const end = at + FRAME_BUDGET_MILLIS;
    const now = this.#store.now(true);
    for (const row of this.#rows.values()) {
      if (row.needsDrawing || all) {
        row.draw(state.labels, now, this.#palette);
        if (performance.now() > end && !all) {
          this.#schedule();
          return;
        }
      }
    }
  }
}

/** @param {readonly Alert[] | undefined} alerts */
const ids = (alerts) => (alerts ?? []).map((alert) => alert.id).join();

function palette() {
  const style = getComputedStyle(document.documentElement);
  const of = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return { ink: of("--ink"), bad: of("--bad"), line: of("--line") };
}
