import { count } from "./format.js";

/** The words of the views that look back: evidence of a reading. English only, and all in this file. */

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
