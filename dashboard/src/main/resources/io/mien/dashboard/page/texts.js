import { count } from "./format.js";

/** The words of the views that look back: one stream, and the evidence of a reading. English only, and all in this file. */

/** @param {number} value @param {string} one @param {string} [many] */
const number = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

export const EVIDENCE = {
  link: "Evidence",
  linkOf: (/** @type {string} */ stream, /** @type {string} */ subject) =>
    `Evidence of the newest reading of ${stream} ${subject}`,
  titleOf: (/** @type {string} */ stream, /** @type {string} */ subject) => `Evidence: one reading of ${stream} ${subject}`,
  title: "Evidence of one reading",
  loading: "Reading its record from the topic.",
  failed: (/** @type {string} */ why) => `This reading cannot be shown. ${why}`,
  noAnswer: "The dashboard does not answer; try again.",

  says: "What it says",
  label: "Label",
  noLabel: "none: it abstained",
  status: "Status",
  statusOf: new Map([
    ["OK", "OK: made of as many frames as it should be"],
    ["DEGRADED", "DEGRADED: made of less than it should be"],
    ["ABSTAINED", "ABSTAINED: too little to say anything, so it names no label"],
  ]),
  reason: "Why",
  labelSet: "Label set",
  caption: "Probability of each label",
  labelColumn: "Label",
  probabilityColumn: "Probability",
  meaning: "It says what a face looked like, not what a person felt.",

  whom: "Of whom and when",
  stream: "Stream",
  subject: "Subject",
  subjectMeaning: "a face followed through this stream, not an identity",
  windowStart: "Window begins",
  windowEnd: "Window ends",
  windowLength: "Window’s length",
  seconds: (/** @type {number} */ seconds) => `${seconds} s`,
  position: "In its source",
  positionOf: (/** @type {number} */ seconds) => `the window begins ${seconds} s after the source’s first picture`,
  session: "Reading of the source",
  unknown: "not noted",
  produced: "Computed",
  appended: "In the topic since",

  frames: "The frames it was made of",
  cells: "Cells of the window",
  cellsOf: (/** @type {number} */ cells, /** @type {number} */ millis) => `${cells}, each of ${millis} ms`,
  own: "Filled by a frame of their own",
  padded: "Missing, so that they repeat a neighbour’s frame",
  skipped: "Passed over because the job was behind",
  skippedOf: (/** @type {number[]} */ cells) => `${number(cells.length, "cell")}: ${cells.join(", ")}, counted from 0`,
  none: "none",
  sequences: "Camera frames",
  sequencesOf: (/** @type {number} */ first, /** @type {number} */ last) => `number ${first} to ${last} of the stream`,
  input: "Face frames",
  inputOf: (/** @type {{topic: string, partition: number, first_offset: number, last_offset: number}} */ input) =>
    `topic ${input.topic}, partition ${input.partition}, offsets ${input.first_offset} to ${input.last_offset}; others’ frames may lie between`,
  rule: "Rule",
  ruleOf: (/** @type {{slide_micros: number, minimum_frames: number, tolerated_padding: number}} */ rule) =>
    `a reading every ${rule.slide_micros / 1e6} s; it abstains below ${number(rule.minimum_frames, "cell")} with a frame of their own, and is degraded above ${number(rule.tolerated_padding, "repeated cell")}`,
  boxes: (/** @type {number} */ boxes) => `Where the face was: ${number(boxes, "camera frame")}`,
  boxOf: (/** @type {{sequence: number, box: {x: number, y: number, width: number, height: number}}} */ each) =>
    `camera frame ${each.sequence}: ${Math.round(each.box.width)} × ${Math.round(each.box.height)} pixels at ${Math.round(each.box.x)}, ${Math.round(each.box.y)}`,

  made: "What computed it",
  model: "Model",
  untrained: "UNTRAINED: its weights are random, and the labels mean nothing",
  modelDigest: "Digest of the SavedModel",
  preprocessingDigest: "Digest of the preprocessing",
  tensorflow: "TensorFlow",
  device: "Device",
  precision: "Precision",
  instructionSet: "Instruction set",
  threads: "Threads an operation",
  batches: "Batches",

  purposeTitle: "What it is for",
  purpose: "Declared purpose",
  jobPurpose: "The job’s own purpose",

  record: "Its record",
  id: "Reading’s id",
  idMeaning: "a digest of stream, subject, window and model: the same input gives the same id",
  place: "Place in the topic",
  sha256: "SHA-256 of the record’s value",

  check: "Check it yourself",
  checkHow:
    "These commands compute this reading again from its face frames, and say whether it was made of them by this model. Run them where the brokers can be reached, with the options of your cluster’s security; sealed streams need --keys and --master-key too.",
  folder: "Folder of the model package",
  folderHow: (/** @type {string} */ model, /** @type {string} */ digest) =>
    `The one of ${model}; mien model inspect shows whether its SavedModel’s digest is ${digest}.`,
  audit: "Audit it in the topics",
  recordIt: "Record it, to keep",
  auditRecording: "Audit the recording, without Kafka",
  copyOf: (/** @type {string} */ what) => `Copy: ${what}`,
  copy: "Copy",
  copyJson: "Copy as JSON",
  asJson: "Open as JSON",
  copyLink: "Copy link",
  copied: "Copied.",
  notCopied: "The browser does not let this page copy; select the text and copy it.",
  utc: "Times in UTC",
  close: "Close",
};

export const STREAM = {
  title: (/** @type {string} */ stream) => `Stream ${stream}`,
  back: "All streams",
  pause: "Pause",
  followOn: "Go on with the newest",
  earlier: "Earlier",
  later: "Later",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  goTo: "Time",
  go: "Go there",
  utc: "Times in UTC",
  range: (/** @type {string} */ from, /** @type {string} */ to, /** @type {boolean} */ follows) =>
    `${from} to ${to}${follows ? ", going on" : ", paused"}`,
  held: (/** @type {string} */ from, /** @type {string} */ to) => `Held: ${from} to ${to}`,
  nothingHeld: "Nothing is held of this stream: it has had no reading within the page’s history, or its name is another.",
  empty: "No readings in this time.",
  leftOut: (/** @type {number} */ left) => `${number(left, "earlier subject")} not shown: zoom in to see them.`,
  failed: (/** @type {string} */ why) => `This stream cannot be shown. ${why}`,
  noAnswer: "The dashboard does not answer; trying again.",
  noTime: "Time: none that can be read (expected: a date and a time).",
  chartOf: (/** @type {string} */ subject) =>
    `Probabilities of ${subject} over time; what happened is in the list below, and each reading a click away`,
  rowNote: (/** @type {{readings: number, abstained: number}[]} */ points) => {
    const readings = points.reduce((sum, point) => sum + point.readings, 0);
    const abstained = points.reduce((sum, point) => sum + point.abstained, 0);
    return `${number(readings, "reading")}${abstained > 0 ? `, ${count(abstained)} abstained` : ""}`;
  },
  events: "What happened",
  noEvents: "Nothing but readings.",
  eventsLeftOut: (/** @type {number} */ left) => `The newest; ${number(left, "earlier event")} not shown: zoom in to see them.`,
  kinds: new Map([
    ["FEED", "Feed"],
    ["MODEL", "Another model"],
    ["OVERLOAD", "Overload"],
    ["ABSTAINED", "Abstained"],
    ["GAP", "No readings"],
  ]),
  event: (
    /** @type {{kind: string, from: number, to: number, subject?: string, text: string, readings: number}} */ event,
    /** @type {string} */ from,
    /** @type {string} */ to,
  ) => {
    const when = event.from === event.to ? `at ${from}` : `${from} to ${to}`;
    const what = event.kind === "OVERLOAD" ? `the job was behind: cells passed over in ${number(event.readings, "reading")}` : event.text;
    const many = event.kind === "ABSTAINED" ? number(event.readings, "reading") : "";
    return [event.subject, when, many, what].filter(Boolean).join(" · ");
  },
};
