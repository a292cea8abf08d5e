import { ProbabilityChart } from "./chart.js";
import { byId, element, setText } from "./dom.js";
import { capitalised } from "./format.js";
import { colours } from "./labels.js";
import { STREAM as T } from "./texts.js";

/** @typedef {import("./links.js").ReadingLink} ReadingLink */
/** @typedef {import("./stream-view.js").Timeline} Timeline */
/** @typedef {import("./stream-view.js").Row} Row */
/** @typedef {import("./stream-view.js").StreamEvent} StreamEvent */

/** The rows of a stream's subjects, all on the same time; above them what happened to the whole stream. */
export class StreamRows {
  #list = byId("stream-rows");
  #marks = byId("stream-marks");
  #look;
  /** @type {Map<string, {item: HTMLElement, name: string, labels: string[], chart: ProbabilityChart, marks: HTMLElement,
   *   note: HTMLElement}>} */
  #rows = new Map();

  /** @param {(link: ReadingLink) => void} look at one reading */
  constructor(look) {
    this.#look = look;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      this.#rows.forEach(({ chart }) => chart.repaint()),
    );
  }

  clear() {
    this.#rows.forEach(({ chart }) => chart.destroy());
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#marks.replaceChildren();
  }

  /** Where the time lies on the screen; null without a row. @returns {{left: number, width: number} | null} */
  get area() {
    const [row] = this.#rows.values();
    return row ? { left: row.chart.canvas.getBoundingClientRect().left + row.chart.area.left, width: row.chart.area.width } : null;
  }

  /** The rows as they are drawn, for a picture of them. */
  get drawn() {
    return [...this.#rows.values()].map(({ chart, name, labels, note }) => ({
      name,
      labels,
      note: note.textContent ?? "",
      canvas: chart.canvas,
    }));
  }

  /**
   * Shows another time of what is there, as while it is dragged.
   *
   * @param {Timeline} shown
   * @param {{from: number, to: number}} range
   */
  range(shown, range) {
    this.#rows.forEach((row) => {
      row.chart.range(range.from, range.to);
      fillMarks(row.marks, shown.events.filter((event) => event.subject === row.name), range);
    });
    fillMarks(this.#marks, shown.events.filter((event) => event.subject === undefined), range);
  }

  /** @param {Timeline} shown */
  show(shown) {
    const keys = shown.subjects.map((row) => JSON.stringify([row.subject, row.labels]));
    for (const [key, row] of this.#rows) {
      if (!keys.includes(key)) {
        row.chart.destroy();
        row.item.remove();
        this.#rows.delete(key);
      }
    }
    shown.subjects.forEach((each, index) => {
      const row = this.#rows.get(keys[index]) ?? this.#add(keys[index], shown.stream, each);
      if (this.#list.children[index] !== row.item) {
        this.#list.insertBefore(row.item, this.#list.children[index] ?? null);
      }
      row.chart.draw(each.points, shown);
      fillMarks(row.marks, shown.events.filter((event) => event.subject === each.subject), shown);
      setText(row.note, T.rowNote(each.points));
    });
    fillMarks(this.#marks, shown.events.filter((event) => event.subject === undefined), shown);
  }

  /**
   * @param {string} key
   * @param {string} stream
   * @param {Row} each
   */
  #add(key, stream, each) {
    const canvas = /** @type {HTMLCanvasElement} */ (document.createElement("canvas"));
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", T.chartOf(each.subject));
    const marks = element("div", "marks");
    marks.setAttribute("aria-hidden", "true");
    const palette = colours(each.labels);
    const legend = element("ul", "legend");
    each.labels.forEach((label, index) => {
      const swatch = element("i");
      swatch.style.backgroundColor = palette[index];
      legend.append(element("li", "", swatch, capitalised(label)));
    });
    const note = element("small");
    const item = element(
      "li",
      "",
      element("header", "", element("h3", "", each.subject), note),
      element("div", "chart", canvas),
      marks,
      legend,
    );
    const chart = new ProbabilityChart(canvas, each.labels, (windowEnd) =>
      this.#look({ stream, subject: each.subject, windowEnd }),
    );
    chart.onLayout = () => {
      place(marks, chart);
      place(this.#marks, chart);
    };
    const row = { item, name: each.subject, labels: each.labels, chart, marks, note };
    this.#rows.set(key, row);
    this.#list.append(item);
    return row;
  }
}

/**
 * Puts a strip below the time of a chart.
 *
 * @param {HTMLElement} strip
 * @param {ProbabilityChart} chart
 */
function place(strip, chart) {
  const { left, width } = chart.area;
  strip.style.marginLeft = `${left}px`;
  strip.style.width = `${width}px`;
}

/**
 * Events as bands below a chart; the list of events has them in words.
 *
 * @param {HTMLElement} strip
 * @param {StreamEvent[]} events
 * @param {{from: number, to: number}} range
 */
function fillMarks(strip, events, { from, to }) {
  const span = Math.max(1, to - from);
  strip.replaceChildren(
    ...events.map((event) => {
      const mark = element("i");
      mark.dataset.kind = event.kind;
      mark.title = `${T.kinds.get(event.kind) ?? event.kind} ${event.text}`;
      mark.style.left = `${((Math.max(from, event.from) - from) / span) * 100}%`;
      mark.style.width = `${((Math.min(to, event.to) - Math.max(from, event.from)) / span) * 100}%`;
      return mark;
    }),
  );
}
