import { element, setText } from "./dom.js";
import { milliseconds, rate } from "./format.js";
import { streamHash } from "./links.js";
import { drawStrip } from "./strip.js";
import { OVERVIEW as T } from "./texts.js";

/** @typedef {import("./overview-store.js").Row} Row */
/** @typedef {import("./attention.js").Attention} Attention */

/** One stream in the overview. */
export class OverviewRow {
  #pin = element("button", "pin");
  #link = element("a");
  #group = element("small");
  #state = element("b", "state");
  #faces = element("span", "row-faces");
  #label = element("span", "row-label");
  #numbers = element("span", "row-numbers");
  #words = element("p", "row-words");
  #canvas = /** @type {HTMLCanvasElement} */ (document.createElement("canvas"));
  #visible = false;
  #drawn = false;
  /** @type {Row} */
  row;
  /** @type {Attention} */
  attention = { rank: 0, state: "", words: [] };

  /**
   * @param {Row} row
   * @param {(stream: string) => void} pin it, or let it go
   */
  constructor(row, pin) {
    this.row = row;
    this.#pin.setAttribute("type", "button");
    this.#pin.addEventListener("click", () => pin(this.row.stream));
    this.#pin.setAttribute("aria-label", T.pin(row.stream));
    this.#link.setAttribute("href", streamHash({ stream: row.stream }));
    setText(this.#link, row.stream);
    this.#link.title = row.stream;
    this.#canvas.className = "strip";
    // What it shows is said beside it.
    this.#canvas.setAttribute("aria-hidden", "true");
    this.element = element(
      "li",
      "",
      this.#pin,
      element("div", "row-name", this.#link, this.#group),
      this.#state,
      element("div", "row-seen", this.#faces, this.#label),
      this.#canvas,
      this.#numbers,
      this.#words,
    );
  }

  /**
   * @param {Row} row of the same stream
   * @param {Attention} attention
   */
  show(row, attention) {
    this.row = row;
    this.attention = attention;
    this.element.dataset.state = attention.state;
    this.element.dataset.rank = String(attention.rank);
    setText(this.#group, row.group ?? "");
    setText(this.#state, T.states.get(attention.state) ?? attention.state);
    setText(this.#faces, T.faces(row.faces));
    setText(this.#label, row.label === undefined ? "" : T.mostly(row.label, row.share));
    const latency = row.latencyMillis === undefined ? "" : T.latency(milliseconds(row.latencyMillis));
    const pace = row.framesPerSecond > 0 ? T.pace(rate(row.framesPerSecond)) : "";
    setText(this.#numbers, [pace, latency].filter(Boolean).join(" · "));
    setText(this.#words, attention.words.join(" · "));
    this.#drawn = false;
  }

  /** @param {boolean} pinned */
  set pinned(pinned) {
    this.#pin.setAttribute("aria-pressed", String(pinned));
    setText(this.#pin, pinned ? "★" : "☆");
  }

  /** @param {boolean} visible */
  set visible(visible) {
    this.#visible = visible;
  }

  /** To be drawn again though nothing is new: time went on, or colours are others. */
  repaint() {
    this.#drawn = false;
  }

  get needsDrawing() {
    return this.#visible && !this.#drawn;
  }

  /**
   * @param {readonly string[]} labels
   * @param {number} now by the server's clock
   * @param {{ink: string, bad: string, line: string}} palette
   */
  draw(labels, now, palette) {
    this.#drawn = true;
    drawStrip(this.#canvas, this.row.strip, labels, now, palette);
  }

  get canvas() {
    return this.#canvas;
  }

  /** What is seen, and how fast. */
  get seen() {
    return [this.#faces, this.#label, this.#numbers].map((each) => each.textContent).filter(Boolean).join(" · ");
  }

  /** Of what a search looks through. */
  get text() {
    return `${this.row.stream} ${this.row.group ?? ""} ${this.attention.words.join(" ")}`.toLowerCase();
  }
}
