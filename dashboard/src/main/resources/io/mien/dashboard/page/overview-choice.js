import { byId, element } from "./dom.js";
import { OVERVIEW as T } from "./texts.js";

/** @typedef {import("./overview-row.js").OverviewRow} OverviewRow */
/** @typedef {import("./overview-store.js").Row} Row */

const PINS_KEY = "mien-pins";
const ORDER_KEY = "mien-order";

const natural = new Intl.Collator("en", { numeric: true });

/** Orders that a person can choose; rows that are equal in one are in that of their names. @type {Map<string, (a: OverviewRow, b: OverviewRow) => number>} */
const ORDERS = new Map([
  ["attention", (a, b) => b.attention.rank - a.attention.rank],
  ["name", () => 0],
  ["group", (a, b) => natural.compare(a.row.group ?? "\uffff", b.row.group ?? "\uffff")],
  ["faces", (a, b) => b.row.faces - a.row.faces],
  ["abstained", (a, b) => abstainedShare(b.row) - abstainedShare(a.row)],
  ["latency", (a, b) => (b.row.latencyMillis ?? -1) - (a.row.latencyMillis ?? -1)],
]);

/** @type {Map<string, (each: OverviewRow, pins: ReadonlySet<string>) => boolean>} */
const FILTERS = new Map([
  ["all", () => true],
  ["attention", (each) => each.attention.rank > 0],
  ["live", (each) => ["LIVE", "READ", "NOBODY", "OVERLOADED"].includes(each.attention.state)],
  ["down", (each) => !["LIVE", "READ", "NOBODY", "OVERLOADED"].includes(each.attention.state)],
  ["faces", (each) => each.row.faces > 0],
  ["pinned", (each, pins) => pins.has(each.row.stream)],
]);

/** @param {Row} row */
const abstainedShare = (row) => (row.readings === 0 ? -1 : row.abstained / row.readings);

/** Which streams a person wants to see, and in which order; pins and the order are kept by the browser. */
export class OverviewChoice {
  #search = /** @type {HTMLInputElement} */ (byId("streams-search"));
  #filter = /** @type {HTMLSelectElement} */ (byId("streams-filter"));
  #group = /** @type {HTMLSelectElement} */ (byId("streams-group"));
  #order = /** @type {HTMLSelectElement} */ (byId("streams-order"));
  #pins = keptPins();
  #groups = "";

  /** @param {() => void} onChange told when something else is wanted */
  constructor(onChange) {
    fillSelect(this.#filter, T.filters);
    fillSelect(this.#order, T.orders);
    const kept = localStorage.getItem(ORDER_KEY) ?? "";
    this.#order.value = ORDERS.has(kept) ? kept : "attention";
    this.#order.addEventListener("change", () => localStorage.setItem(ORDER_KEY, this.#order.value));
    for (const control of [this.#search, this.#filter, this.#group, this.#order]) {
      control.addEventListener("input", onChange);
    }
  }

  /** @param {string} stream that is to stay above the others, or no longer */
  pin(stream) {
    if (!this.#pins.delete(stream)) {
      this.#pins.add(stream);
    }
    localStorage.setItem(PINS_KEY, JSON.stringify([...this.#pins]));
  }

  /** @param {string} stream */
  isPinned(stream) {
    return this.#pins.has(stream);
  }

  /**
   * The rows in the order that is wanted; offers the groups that there are.
   *
   * @param {OverviewRow[]} rows
   */
  ordered(rows) {
    this.#fillGroups(rows);
    const order = ORDERS.get(this.#order.value) ?? (() => 0);
    return rows.sort(
      (a, b) =>
        Number(this.isPinned(b.row.stream)) - Number(this.isPinned(a.row.stream)) ||
        order(a, b) ||
        natural.compare(a.row.stream, b.row.stream),
    );
  }

  /** Says of a row whether it is wanted. @returns {(row: OverviewRow) => boolean} */
  filter() {
    const wanted = this.#search.value.trim().toLowerCase();
    const filter = FILTERS.get(this.#filter.value) ?? (() => true);
    const group = this.#group.value;
    return (row) => filter(row, this.#pins) && (group === "" || row.row.group === group) && (wanted === "" || row.text.includes(wanted));
  }

  /** @param {readonly OverviewRow[]} rows */
  #fillGroups(rows) {
    const names = [...new Set(rows.flatMap(({ row }) => (row.group ? [row.group] : [])))].sort(natural.compare);
    const now = JSON.stringify(names);
    byId("streams-group-label").hidden = names.length === 0;
    if (now !== this.#groups) {
      this.#groups = now;
      const chosen = this.#group.value;
      fillSelect(this.#group, new Map([["", T.allGroups], ...names.map((name) => /** @type {[string, string]} */ ([name, name]))]));
      this.#group.value = names.includes(chosen) ? chosen : "";
    }
  }
}

/** What another program, or an older page, has left there must not keep this one from starting. @returns {Set<string>} */
function keptPins() {
  try {
    const kept = JSON.parse(localStorage.getItem(PINS_KEY) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : []);
  } catch {
    return new Set();
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {ReadonlyMap<string, string>} options
 */
function fillSelect(select, options) {
  select.replaceChildren(
    ...[...options].map(([value, text]) => {
      const option = /** @type {HTMLOptionElement} */ (element("option", "", text));
      option.value = value;
      return option;
    }),
  );
}
