import { csv } from "./csv.js";
import { byId, element } from "./dom.js";
import { picture } from "./picture.js";
import { STRIP_HEIGHT, STRIP_WIDTH } from "./strip.js";
import { OVERVIEW, STREAM } from "./texts.js";
import { exactMoment } from "./zone.js";

/** @typedef {import("./overview.js").Overview} Overview */
/** @typedef {import("./overview-store.js").OverviewStore} OverviewStore */
/** @typedef {import("./stream-view.js").StreamView} StreamView */

const CHART_HEIGHT = 120;
/** Without Z and points, so that any file system takes it. */
const UNFIT = /[^A-Za-z0-9._-]+/g;
const LONGEST_NAME = 60;

const OVERVIEW_COLUMNS = [
  "stream", "group", "state", "needs_a_look", "feed_since", "faces", "label", "share", "readings_last_minute",
  "abstained_last_minute", "overloaded_last_minute", "dead_letters_ten_minutes", "latency_millis", "frames_per_second",
  "last_reading_at",
];

/** What is seen as a table and as a picture. Columns' names are for programs, and stay the same in every language. */
export class Downloads {
  /**
   * @param {Overview} overview
   * @param {StreamView} streamView
   * @param {OverviewStore} store
   */
  constructor(overview, streamView, store) {
    const now = () => store.now(true);
    byId("streams-csv").addEventListener("click", () =>
      save(table(overviewTable(overview)), fileName("streams", now(), "csv")),
    );
    byId("streams-picture").addEventListener("click", async () =>
      save(await overviewPicture(overview, now()), fileName("streams", now(), "png")),
    );
    byId("stream-csv").addEventListener("click", () => {
      const drawn = streamView.drawn;
      if (drawn) {
        save(table(streamTable(drawn.timeline)), fileName(drawn.timeline.stream, drawn.timeline.to, "csv"));
      }
    });
    byId("stream-picture").addEventListener("click", async () => {
      const drawn = streamView.drawn;
      if (drawn) {
        save(await streamPicture(drawn), fileName(drawn.timeline.stream, drawn.timeline.to, "png"));
      }
    });
  }
}

/** @param {Overview} overview */
function overviewTable(overview) {
  return [
    OVERVIEW_COLUMNS,
    ...overview.shown.map(({ row, attention }) => [
      row.stream,
      row.group,
      attention.state,
      attention.words.join("; "),
      row.feed ? iso(row.feed.since) : undefined,
      row.faces,
      row.label,
      row.label === undefined ? undefined : row.share,
      row.readings,
      row.abstained,
      row.overloaded,
      row.deadLetters,
      row.latencyMillis,
      row.framesPerSecond,
      row.lastReadingAt > 0 ? iso(row.lastReadingAt) : undefined,
    ]),
  ];
}

/** @param {import("./stream-view.js").Timeline} timeline */
function streamTable({ stream, subjects }) {
  const labels = [...new Set(subjects.flatMap((row) => row.labels))];
  return [
    ["stream", "subject", "window_end", "status", "readings", "abstained", ...labels],
    ...subjects.flatMap((row) =>
      row.points.map((point) => [
        stream,
        row.subject,
        iso(point.at),
        point.status,
        point.readings,
        point.abstained,
        ...labels.map((label) => point.p?.[row.labels.indexOf(label)]),
      ]),
    ),
  ];
}

/**
 * @param {Overview} overview
 * @param {number} now
 */
function overviewPicture(overview, now) {
  overview.drawAll();
  return picture(
    OVERVIEW.title,
    exactMoment(now),
    overview.shown.map((each) => ({
      title: [each.row.stream, each.row.group, OVERVIEW.states.get(each.attention.state)].filter(Boolean).join(" · "),
      lines: [each.seen, ...each.attention.words],
      canvas: each.canvas,
      width: STRIP_WIDTH,
      height: STRIP_HEIGHT,
    })),
  );
}

/** @param {NonNullable<StreamView["drawn"]>} drawn */
function streamPicture({ timeline, rows, range }) {
  return picture(
    STREAM.title(timeline.stream),
    range,
    rows.map(({ name, note, labels, canvas }) => ({ title: name, lines: [note], labels, canvas, height: CHART_HEIGHT })),
  );
}

/** @param {number} at */
const iso = (at) => new Date(at).toISOString();

/** @param {(string | number | undefined)[][]} rows */
const table = (rows) => new Blob([csv(rows)], { type: "text/csv;charset=utf-8" });

/**
 * @param {string} what
 * @param {number} at
 * @param {string} ending
 */
function fileName(what, at, ending) {
  const name = what.replace(UNFIT, "-").slice(0, LONGEST_NAME);
  return `mien-${name}-${iso(at).slice(0, 19).replaceAll(":", "-")}.${ending}`;
}

/**
 * @param {Blob | null} content
 * @param {string} name
 */
function save(content, name) {
  if (!content) {
    return;
  }
  const link = /** @type {HTMLAnchorElement} */ (element("a"));
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // Not at once: the browser has only begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
