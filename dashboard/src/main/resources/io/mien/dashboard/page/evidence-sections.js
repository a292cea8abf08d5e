import { element } from "./dom.js";
import { capitalised, percent } from "./format.js";
import { colours } from "./labels.js";
import { EVIDENCE as T } from "./texts.js";
import { exactMoment } from "./zone.js";

/**
 * What the server answers: the reading by the names of its schema, its record's place, and the commands.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{reading_id: string, stream_id: string, subject_id: string, window_start: string, window_end: string,
 *   status: string, reason: string | null, label_set: {name: string, labels: string[]}, probabilities: number[],
 *   top_label: string | null,
 *   frames: {first_sequence: number, last_sequence: number, count: number, padded_count: number},
 *   windowing: {cells: number, slide_micros: number, minimum_frames: number, tolerated_padding: number} | null,
 *   input: {topic: string, partition: number, first_offset: number, last_offset: number},
 *   model: {name: string, version: string, saved_model_digest: string, preprocessing_digest: string,
 *     untrained: boolean},
 *   runtime: {tensorflow_version: string, device: string, precision: string, batch_shape: string,
 *     instruction_set: string, threads: number},
 *   purpose: string, job_purpose: string | null, produced_at: string, source_position: number | null,
 *   source_session: string | null, boxes: {sequence: number, box: Box}[] | null,
 *   skipped_cells: number[] | null}} Reading
 * @typedef {{record: {place: string, topic: string, partition: number, offset: number, appended_at: string,
 *   sha256: string}, reading: Reading, commands: {audit: string, record: string, audit_recording: string}}} Shown
 */

/** What stands in the commands for the folder of the model package. */
const PACKAGE = "PACKAGE";
const FOLDER_KEY = "mien-model-package";
const DECIMALS = 6;

/**
 * All that is known of a reading, in words.
 *
 * @param {Shown} shown
 * @param {(text: string) => void} copy
 * @returns {HTMLElement[]}
 */
export function evidenceSections(shown, copy) {
  const { reading, record } = shown;
  return [
    says(reading),
    section(T.whom, whom(shown)),
    frames(reading),
    section(T.made, made(reading)),
    section(T.purposeTitle, [
      [T.purpose, reading.purpose],
      ...(reading.job_purpose ? /** @type {Row[]} */ ([[T.jobPurpose, reading.job_purpose]]) : []),
    ]),
    section(T.record, [
      [T.id, code(reading.reading_id), T.idMeaning],
      [T.place, code(record.place)],
      [T.sha256, code(record.sha256)],
    ]),
    check(shown, copy),
  ];
}

/** A name, what it is, and what that means. @typedef {[string, string | Node, string?]} Row */

const code = (/** @type {string} */ text) => element("code", "", text);

/**
 * @param {string} title
 * @param {Row[]} rows
 * @param {...Node} further
 */
function section(title, rows, ...further) {
  const list = element("dl");
  rows.forEach(([term, text, meaning]) => {
    const value = element("dd", "", text);
    if (meaning) {
      value.append(" ", element("small", "", meaning));
    }
    list.append(element("dt", "", term), value);
  });
  const heading = element("h3", "", title);
  const made = element("section", "", heading, list, ...further);
  made.setAttribute("aria-label", title);
  return made;
}

/** @param {Reading} reading */
function says(reading) {
  const top = reading.top_label === null ? -1 : reading.label_set.labels.indexOf(reading.top_label);
  /** @type {Row[]} */
  const rows = [
    [
      T.label,
      top < 0 ? T.noLabel : `${capitalised(String(reading.top_label))}, ${percent(reading.probabilities[top])}`,
      top < 0 ? undefined : T.meaning,
    ],
    [T.status, T.statusOf.get(reading.status) ?? reading.status],
  ];
  if (reading.reason) {
    rows.push([T.reason, capitalised(reading.reason)]);
  }
  rows.push([T.labelSet, reading.label_set.name]);
  return reading.probabilities.length > 0
    ? section(T.says, rows, probabilities(reading, top))
    : section(T.says, rows);
}

/**
 * @param {Reading} reading
 * @param {number} top
 */
function probabilities(reading, top) {
  const palette = colours(reading.label_set.labels);
  const body = element("tbody");
  reading.label_set.labels.forEach((label, index) => {
    const swatch = element("i");
    swatch.style.backgroundColor = palette[index];
    const name = element("th", "", swatch, capitalised(label));
    name.setAttribute("scope", "row");
    const row = element("tr", "", name, element("td", "", reading.probabilities[index].toFixed(DECIMALS)));
    row.dataset.top = String(index === top);
    body.append(row);
  });
  const heads = [T.labelColumn, T.probabilityColumn].map((text) => {
    const head = element("th", "", text);
    head.setAttribute("scope", "col");
    return head;
  });
  return element(
    "table",
    "",
    element("caption", "", T.caption),
    element("thead", "", element("tr", "", ...heads)),
    body,
  );
}

/**
 * @param {Shown} shown
 * @returns {Row[]}
 */
function whom({ reading, record }) {
  const length = Date.parse(reading.window_end) - Date.parse(reading.window_start);
  return [
    [T.stream, reading.stream_id],
    [T.subject, reading.subject_id, T.subjectMeaning],
    [T.windowStart, exactMoment(reading.window_start)],
    [T.windowEnd, exactMoment(reading.window_end)],
    [T.windowLength, T.seconds(length / 1000)],
    [T.position, reading.source_position === null ? T.unknown : T.positionOf(reading.source_position / 1e6)],
    [T.session, reading.source_session ?? T.unknown],
    [T.produced, exactMoment(reading.produced_at)],
    [T.appended, exactMoment(record.appended_at)],
  ];
}

/** @param {Reading} reading */
function frames(reading) {
  const used = reading.frames;
  const cells = reading.windowing?.cells ?? used.count + used.padded_count;
  const length = Date.parse(reading.window_end) - Date.parse(reading.window_start);
  const missing = cells - used.count;
  const skipped = reading.skipped_cells ?? [];
  /** @type {Row[]} */
  const rows = [
    [T.cells, T.cellsOf(cells, Math.round(length / Math.max(1, cells)))],
    [T.own, String(used.count)],
    [T.padded, missing === 0 ? T.none : String(missing)],
    [T.skipped, skipped.length === 0 ? T.none : T.skippedOf(skipped)],
    [T.sequences, T.sequencesOf(used.first_sequence, used.last_sequence)],
    [T.input, T.inputOf(reading.input)],
    [T.rule, reading.windowing ? T.ruleOf(reading.windowing) : T.unknown],
  ];
  const boxes = reading.boxes ?? [];
  if (boxes.length === 0) {
    return section(T.frames, rows);
  }
  const list = element("ol", "", ...boxes.map((each) => element("li", "", T.boxOf(each))));
  return section(T.frames, rows, element("details", "", element("summary", "", T.boxes(boxes.length)), list));
}

/**
 * @param {Reading} reading
 * @returns {Row[]}
 */
function made({ model, runtime }) {
  return [
    [T.model, `${model.name} ${model.version}`, model.untrained ? T.untrained : undefined],
    [T.modelDigest, code(model.saved_model_digest)],
    [T.preprocessingDigest, code(model.preprocessing_digest)],
    [T.tensorflow, runtime.tensorflow_version],
    [T.device, runtime.device],
    [T.precision, runtime.precision],
    [T.instructionSet, runtime.instruction_set || T.unknown],
    [T.threads, runtime.threads === 0 ? T.unknown : String(runtime.threads)],
    [T.batches, runtime.batch_shape],
  ];
}

/**
 * The commands, with the folder of the model package in them as soon as it is known.
 *
 * @param {Shown} shown
 * @param {(text: string) => void} copy
 */
function check({ reading, commands }, copy) {
  const folder = /** @type {HTMLInputElement} */ (element("input"));
  folder.type = "text";
  folder.autocomplete = "off";
  folder.spellcheck = false;
  folder.placeholder = PACKAGE;
  folder.value = localStorage.getItem(FOLDER_KEY) ?? "";
  const list = element("ul", "commands");
  const texts = [
    [T.audit, commands.audit],
    [T.recordIt, commands.record],
    [T.auditRecording, commands.audit_recording],
  ];
  const fill = () => {
    const given = folder.value.trim();
    texts.forEach(([, command], index) => {
      const shown = given ? command.replace(PACKAGE, () => quoted(given)) : command;
      /** @type {HTMLElement} */ (list.children[index].querySelector("code")).textContent = shown;
    });
  };
  for (const [what] of texts) {
    const text = code("");
    const button = element("button", "", T.copy);
    button.setAttribute("type", "button");
    button.setAttribute("aria-label", T.copyOf(what));
    button.addEventListener("click", () => copy(text.textContent ?? ""));
    list.append(element("li", "", element("h4", "", what), text, button));
  }
  folder.addEventListener("input", () => {
    localStorage.setItem(FOLDER_KEY, folder.value.trim());
    fill();
  });
  fill();
  const how = T.folderHow(`${reading.model.name} ${reading.model.version}`, reading.model.saved_model_digest);
  return section(
    T.check,
    [],
    element("p", "", T.checkHow),
    element("label", "", element("span", "", T.folder), folder),
    element("p", "quiet", how),
    list,
  );
}

/** @param {string} folder as one word of a shell */
const quoted = (folder) => (/^[\w./:=,+@~-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`);
