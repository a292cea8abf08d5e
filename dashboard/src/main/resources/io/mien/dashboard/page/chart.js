import { colours } from "./labels.js";
import { capitalised, percent, timeOfDay } from "./format.js";

/** @typedef {import("./subjects.js").Point} Point */

/** The narrowest span of time shown, so that the first readings are not drawn as slabs. */
const SHORTEST_SPAN = 30_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400].map((s) => s * 1000);
const MOST_TICKS = 5;
/** A pause of this many usual distances between readings is drawn as a gap. */
const GAP = 3;

const css = (/** @type {string} */ name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The probabilities of one subject over time, as areas that add up to all. */
export class ProbabilityChart {
  #chart;
  /** Told when the time lies elsewhere in it, as after another width. @type {(() => void) | undefined} */
  onLayout;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {readonly string[]} labels
   * @param {(at: number) => void} look at the reading of a time that was clicked
   */
  constructor(canvas, labels, look) {
    const palette = colours(labels);
    this.#chart = new Chart(canvas, {
      type: "line",
      plugins: [{ id: "layout", afterLayout: () => this.onLayout?.() }],
      data: {
        datasets: labels.map((label, index) => ({
          label: capitalised(label),
          data: [],
          fill: index === 0 ? "origin" : "-1",
          backgroundColor: palette[index],
          borderColor: palette[index],
          pointBackgroundColor: palette[index],
          borderWidth: 0.5,
          pointRadius: 0,
          pointHitRadius: 6,
          pointHoverRadius: 3,
        })),
      },
      options: {
        ...options(),
        onClick: (/** @type {unknown} */ event, /** @type {any[]} */ elements) => {
          const at = elements.length > 0 ? this.#chart.data.datasets[0].data[elements[0].index]?.x : undefined;
          if (at !== undefined) {
            look(at);
          }
        },
      },
    });
  }

  /**
   * @param {readonly Point[]} points by time
   * @param {{from: number, to: number}} [range] that is shown; without it all that the points are of
   */
  draw(points, range) {
    const rows = withGaps(points);
    this.#chart.data.datasets.forEach((/** @type {any} */ dataset, /** @type {number} */ label) => {
      dataset.data = rows.map((row) => ({ x: row.at, y: row.p ? row.p[label] : null }));
      // A reading with none on either side has no area.
      dataset.pointRadius = (/** @type {any} */ context) => (alone(rows, context.dataIndex) ? 2 : 0);
    });
    const last = points.length > 0 ? points[points.length - 1].at : 0;
    const first = points.length > 0 ? points[0].at : 0;
    this.#chart.options.scales.x.min = range?.from ?? Math.min(first, last - SHORTEST_SPAN);
    this.#chart.options.scales.x.max = range?.to ?? last;
    this.#chart.update("none");
  }

  /**
   * Shows another time of the same points, as while it is dragged.
   *
   * @param {number} from
   * @param {number} to
   */
  range(from, to) {
    this.#chart.options.scales.x.min = from;
    this.#chart.options.scales.x.max = to;
    this.#chart.update("none");
  }

  /** What is drawn now. */
  get canvas() {
    return /** @type {HTMLCanvasElement} */ (this.#chart.canvas);
  }

  /** Takes the colours of the page again, which the person may have switched to dark. */
  repaint() {
    const { scales } = options();
    this.#chart.options.scales.x.ticks.color = scales.x.ticks.color;
    this.#chart.options.scales.y.ticks.color = scales.y.ticks.color;
    this.#chart.options.scales.y.grid.color = scales.y.grid.color;
    this.#chart.update("none");
  }

  /** Where the time begins in it, and how long it is, in pixels. */
  get area() {
    return { left: this.#chart.chartArea.left, width: this.#chart.chartArea.right - this.#chart.chartArea.left };
  }

  destroy() {
    this.#chart.destroy();
  }
}

function options() {
  const ticks = { color: css("--muted"), font: { size: 11 }, maxRotation: 0 };
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    layout: { padding: { top: 2, right: 2 } },
    scales: {
      x: {
        type: "linear",
        grid: { display: false },
        border: { display: false },
        afterBuildTicks: placeTicks,
        ticks: { ...ticks, callback: (/** @type {number} */ at) => timeOfDay(at) },
      },
      y: {
        stacked: true,
        min: 0,
        max: 1,
        border: { display: false },
        grid: { color: css("--line"), drawTicks: false },
        ticks: { ...ticks, stepSize: 0.5, padding: 6, callback: (/** @type {number} */ share) => percent(share) },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        itemSort: (/** @type {any} */ a, /** @type {any} */ b) => b.raw.y - a.raw.y,
        callbacks: {
          title: (/** @type {any[]} */ items) => (items.length > 0 ? timeOfDay(items[0].raw.x) : ""),
          label: (/** @type {any} */ item) => ` ${item.dataset.label} ${percent(item.raw.y)}`,
        },
      },
    },
  };
}

/**
 * Ticks at whole seconds, minutes or hours; the scale's own would be at round numbers of milliseconds.
 *
 * @param {any} scale
 */
function placeTicks(scale) {
  const span = scale.max - scale.min;
  const step = STEPS.find((each) => span / each <= MOST_TICKS) ?? STEPS[STEPS.length - 1];
  scale.ticks = [];
  for (let at = Math.ceil(scale.min / step) * step; at <= scale.max; at += step) {
    scale.ticks.push({ value: at });
  }
}

/**
 * The points, with an empty one in each long pause.
 *
 * @param {readonly Point[]} points
 * @returns {{at: number, p?: number[]}[]}
 */
function withGaps(points) {
  const distances = points.slice(1).map((point, index) => point.at - points[index].at);
  const usual = [...distances].sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  return points.flatMap((point, index) =>
    index > 0 && distances[index - 1] > GAP * usual ? [{ at: points[index - 1].at + usual }, point] : [point],
  );
}

/**
 * @param {readonly {p?: number[]}[]} rows
 * @param {number} index
 */
function alone(rows, index) {
  return Boolean(rows[index]?.p) && !rows[index - 1]?.p && !rows[index + 1]?.p;
}
