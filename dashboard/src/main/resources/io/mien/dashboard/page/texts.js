import { count, percent } from "./format.js";

/** All words of the page, English only, but for the sentence that says that it needs JavaScript. */

/** @param {number} value @param {string} one @param {string} [many] */
const number = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

export const PAGE = {
  utc: "Times in UTC",
  untrained: "UNTRAINED: labels mean nothing.",
  untrainedWhy: "The model’s weights are random. It shows that the pipeline works, not what a face looks like.",
  outdated: "This page is older than its server.",
  reload: "Load it again",
  meaning: "Readings are of apparent expression: what a face looks like, not what a person feels.",
  figures: "Figures",
  faces: "Faces",
  rate: "Readings/s",
  latency: "Latency",
  latencyMeaning: "From the end of a window to its reading, median of the last ten seconds",
  deadLetters: "Dead letters",
  feeds: "Feeds live",
  look: "Need a look",
  title: (/** @type {number} */ faces, /** @type {number} */ troubled) =>
    `${troubled > 0 ? `(${count(troubled)}) ` : ""}Mien${faces > 0 ? ` · ${number(faces, "face")}` : ""}`,
  feedsLive: (/** @type {number} */ live, /** @type {number} */ all) => `${count(live)} of ${count(all)}`,
  waiting: "Waiting for the first reading",
  connecting: "Connecting…",
  reconnecting: "Reconnecting…",
  live: "Live",
  kafkaAway: "Kafka unavailable",
  kafkaConnecting: "Connecting to Kafka…",
  problem: (/** @type {string} */ why) => `Kafka: ${why}. Trying again.`,
  noAnswer: "The dashboard does not answer.",
  following:
    "Following the topic expressions. A face has to be in view for a window’s length, two seconds unless set otherwise, before its first reading comes.",
  connectingKafka: "Connecting to Kafka.",
  deployments: "Models put into running jobs",
  models: {
    summary: (/** @type {string} */ set, /** @type {boolean} */ untrained, /** @type {string} */ purpose) =>
      ` · ${set} · ${untrained ? "untrained · " : ""}purpose: ${purpose}`,
    digest: "Model digest",
    preprocessing: "Preprocessing",
    labelSet: "Label set",
    labels: (/** @type {string} */ set, /** @type {number} */ labels) => `${set}, ${labels} labels`,
    runtime: "Runtime",
    runtimeOf: (/** @type {string} */ version, /** @type {string} */ device, /** @type {string} */ precision) =>
      `TensorFlow ${version}, ${device}, ${precision}`,
    batches: "Batches",
    purpose: "Purpose",
  },
  totals: (/** @type {number} */ readings, /** @type {number} */ repeated, /** @type {number} */ unreadable) =>
    [
      `${count(readings)} readings`,
      repeated > 0 ? `${count(repeated)} repeated` : "",
      unreadable > 0 ? `${count(unreadable)} records that are no readings` : "",
    ]
      .filter(Boolean)
      .join(" · "),
};

export const DEPLOYMENT = {
  loading: (/** @type {string} */ model, /** @type {string} */ next) => `${model} publishes, ${next} is loaded and checked`,
  shadow: (/** @type {string} */ model, /** @type {string} */ next) => `${model} publishes, ${next} reads along`,
  switching: (/** @type {string} */ model, /** @type {string} */ next, /** @type {string} */ at) =>
    `${model} publishes, ${next} takes over at ${at}`,
  active: (/** @type {string} */ model, /** @type {string} */ former, /** @type {string} */ at) =>
    `${model} publishes since ${at}, before it ${former || "another"}`,
  refused: (/** @type {string} */ model, /** @type {string} */ next, /** @type {string} */ at) =>
    `${model} publishes; ${next || "the other model"} was refused at ${at}`,
  rolledBack: (/** @type {string} */ model, /** @type {string} */ at) => `${model} publishes; rolled back at ${at}`,
  agreement: (/** @type {number} */ windows, /** @type {number} */ same, /** @type {number} */ mean, /** @type {number} */ worst) =>
    `${number(windows, "window")} compared, same label in ${percent(same / windows)}, probabilities differ by ${mean.toFixed(3)} (worst ${worst.toFixed(3)})`,
};

export const OVERVIEW = {
  title: "Streams",
  search: "Search",
  filter: "Show",
  group: "Group",
  order: "Order",
  allGroups: "All groups",
  none: "No stream fits what is asked for.",
  legend:
    "Ten minutes, a bar every ten seconds: as high as the likeliest label’s share; hatched: abstained; a line below: the feed was down.",
  filters: new Map([
    ["all", "All"],
    ["attention", "Needs a look"],
    ["live", "Live"],
    ["down", "Not live"],
    ["faces", "With faces"],
    ["pinned", "Pinned"],
  ]),
  orders: new Map([
    ["attention", "Needs a look first"],
    ["name", "Name"],
    ["group", "Group"],
    ["faces", "Most faces"],
    ["abstained", "Most abstained"],
    ["latency", "Longest latency"],
  ]),
  states: new Map([
    ["LIVE", "LIVE"],
    ["OVERLOADED", "OVERLOADED"],
    ["SILENT", "SILENT"],
    ["RECONNECTING", "RECONNECTING"],
    ["UNHEARD", "NOT HEARD OF"],
    ["CONNECTING", "CONNECTING"],
    ["ENDED", "ENDED"],
    ["UNKNOWN", "UNKNOWN"],
    ["READ", "READ"],
    ["NOBODY", "NO READINGS"],
  ]),
  count: (/** @type {number} */ all, /** @type {number} */ shown, /** @type {number} */ troubled) =>
    [
      number(all, "stream"),
      shown < all ? `${count(shown)} shown` : "",
      troubled === 0 ? "none needs a look" : `${count(troubled)} ${troubled === 1 ? "needs" : "need"} a look`,
    ]
      .filter(Boolean)
      .join(", "),
  pin: (/** @type {string} */ stream) => `Pin ${stream}`,
  faces: (/** @type {number} */ faces) => number(faces, "face"),
  mostly: (/** @type {string} */ label, /** @type {number} */ share) => `${label} ${percent(share)}`,
  pace: (/** @type {string} */ rate) => `${rate} frames/s`,
  latency: (/** @type {string} */ latency) => `latency ${latency}`,
  alert: (/** @type {string} */ rule, /** @type {string} */ at) => `alert ${rule} since ${at}`,
  since: (/** @type {boolean} */ unheard, /** @type {string} */ at, /** @type {string} */ sentence) =>
    `${unheard ? "not heard of since" : "since"} ${at}${sentence ? `: ${sentence}` : ""}`,
  overloaded: (/** @type {number} */ readings, /** @type {number} */ all) =>
    `overload: cells passed over in ${count(readings)} of ${number(all, "reading")} of the last minute`,
  deadLetters: (/** @type {number} */ letters) => `${number(letters, "dead letter")} in ten minutes`,
  late: (/** @type {string} */ latency) => `readings come ${latency} after their windows`,
  abstained: (/** @type {number} */ abstained, /** @type {number} */ all) =>
    `${count(abstained)} of ${number(all, "reading")} of the last minute abstained`,
};

export const FEED = {
  clocks: new Map([
    ["CAMERA", "dated by its own clock"],
    ["ARRIVAL", "dated by arrival"],
  ]),
  states: OVERVIEW.states,
  since: (/** @type {string} */ state, /** @type {string} */ at) => `Feed: ${state} since ${at}`,
  losses: (/** @type {number} */ all, /** @type {[string, number][]} */ reasons) =>
    `${number(all, "loss", "losses")} so far (${reasons.map(([reason, losses]) => `${reason} ${count(losses)}`).join(", ")})`,
};

export const FACES = {
  title: "Faces",
  many: (/** @type {number} */ faces) => `${count(faces)} faces are too many for a card each: a stream’s name opens its own.`,
  left: (/** @type {number} */ left) => (left === 1 ? "1 face has left" : `${count(left)} faces have left`),
  titleOf: (/** @type {string} */ stream, /** @type {string} */ subject) => `stream ${stream}, subject ${subject}`,
  chartOf: (/** @type {string} */ stream, /** @type {string} */ subject) =>
    `Probabilities of ${stream} ${subject} over time; the newest are in the list below`,
  noLabel: "No label",
  untrained: "untrained model",
  hasLeft: (/** @type {string} */ ago) => `left ${ago} ago`,
  silent: (/** @type {string} */ how) => `silent for ${how}`,
  frames: (/** @type {number} */ used, /** @type {number} */ padded) => `${used} frames${padded > 0 ? `, ${padded} repeated` : ""}`,
  sequences: (/** @type {number} */ first, /** @type {number} */ last) => `frame ${first}–${last}`,
  latency: (/** @type {string} */ latency) => `latency ${latency}`,
};

export const ALERTS = {
  title: "Alerts",
  titleOf: (/** @type {number} */ active) => (active === 0 ? "Alerts" : `Alerts: ${count(active)}`),
  sound: "Sound",
  active: "Alerts that go on",
  webhooks: "Webhooks",
  none: (/** @type {number} */ rules) => `None now, by ${rules === 1 ? "one rule" : `${count(rules)} rules`}.`,
  ended: (/** @type {number} */ ended) => `Alerts that have ended: ${count(ended)}`,
  goOn: (/** @type {number} */ active) => (active === 0 ? "" : active === 1 ? "1 alert goes on." : `${count(active)} alerts go on.`),
  begun: (/** @type {string} */ rule, /** @type {string} */ sentence) => `Alert ${rule}: ${sentence}.`,
  over: (/** @type {string} */ rule) => `Alert ${rule} has ended.`,
  when: (/** @type {string} */ began, /** @type {string | undefined} */ ended) =>
    `since ${began}${ended === undefined ? "" : ` until ${ended}`}`,
  before: (/** @type {string} */ stream) => `The minute before, in ${stream}`,
  readings: (/** @type {number} */ all, /** @type {number} */ shown) =>
    `Readings: ${count(all)}${all > shown ? `, the newest ${shown}` : ""}`,
  webhook: (/** @type {string} */ name) => `Webhook ${name}`,
  delivered: (/** @type {number} */ messages) => `${count(messages)} delivered`,
  waiting: (/** @type {number} */ messages) => `${count(messages)} waiting`,
  givenUp: (/** @type {number} */ messages) => `${count(messages)} given up`,
};

export const DEAD_LETTERS = {
  title: "Dead letters",
  close: "Close",
  none: "None so far. Records that cannot be read are set aside here with the reason; everything else goes on.",
  how: "On the command line, mien dlq list shows all of them, and mien dlq redrive puts back those that are good now.",
  counts: "By topic and reason",
  newest: "Newest",
  reasons: new Map([
    ["NOT_AVRO", "Not a record"],
    ["UNKNOWN_SCHEMA", "Unknown schema"],
    ["INCOMPATIBLE_SCHEMA", "Schema does not fit"],
    ["INVALID_RECORD", "A value that makes no sense"],
    ["NOT_AN_IMAGE", "Not an image"],
    ["IMAGE_TOO_LARGE", "Image too large"],
    ["IMAGE_SIZE_MISMATCH", "Image of another size"],
    ["CAPTURED_IN_FUTURE", "Captured in the future"],
    ["MODEL_FAILURE", "The model failed on it"],
    ["UNEXPECTED", "Something unexpected went wrong because of it"],
  ]),
  partition: (/** @type {string} */ partition) => `partition ${partition}`,
  offset: (/** @type {string} */ offset) => `offset ${offset}`,
  stage: (/** @type {string} */ stage) => `found by ${stage}`,
};

export const DOWNLOADS = {
  csv: "Download as CSV",
  picture: "Download as picture",
};

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
  rows: "Subjects on one timeline",
  keys: "Drag to move in time, Shift and drag to zoom into what you drag over, Ctrl and the wheel to zoom; with the keyboard: arrows, + and −.",
  earlier: "Earlier",
  later: "Later",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  goTo: "Time",
  go: "Go there",
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
  outlines: "Where the faces are",
  outline: (/** @type {string} */ subject, /** @type {number} */ width, /** @type {number} */ height, /** @type {number} */ x, /** @type {number} */ y) =>
    `${subject}: ${width} × ${height} pixels at ${x}, ${y}`,
  outlinesHow: (/** @type {number} */ width, /** @type {number} */ height) =>
    `Each at its newest reading in this time; no picture is kept. Readings do not say how large the picture is: the frame is as large as faces were found in it, ${width} × ${height} pixels.`,
  noOutlines: "These readings do not say where the faces were.",
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
