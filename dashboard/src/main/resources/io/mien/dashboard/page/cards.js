import { ProbabilityChart } from "./chart.js";
import { byId, element, setText } from "./dom.js";
import { capitalised, duration, milliseconds, percent } from "./format.js";
import { colours } from "./labels.js";
import { readingHash } from "./links.js";
import { presence } from "./subjects.js";
import { EVIDENCE, FACES as T } from "./texts.js";

/** @typedef {import("./subjects.js").Subject} Subject */
/** @typedef {import("./subjects.js").Model} Model */
/** @typedef {import("./links.js").ReadingLink} ReadingLink */

/** The card of one subject. */
class Card {
  #subject;
  #badge = element("span", "badge");
  #topLabel = element("span", "top-label");
  #topProbability = element("span", "top-probability");
  #reason = element("p", "reason");
  #canvas = /** @type {HTMLCanvasElement} */ (document.createElement("canvas"));
  #frames = element("span");
  #evidence = element("a", "", EVIDENCE.link);
  /** @type {{item: HTMLElement, value: HTMLElement}[]} */
  #values = [];
  #chart;
  #visible = true;
  #drawn = false;

  /**
   * @param {Subject} subject
   * @param {(link: ReadingLink) => void} look at one reading
   */
  constructor(subject, look) {
    this.#subject = subject;
    this.#evidence.setAttribute("aria-label", EVIDENCE.linkOf(subject.stream, subject.subject));
    const title = element("h2", "", `${subject.stream} `, element("span", "", subject.subject));
    title.title = T.titleOf(subject.stream, subject.subject);
    this.#canvas.setAttribute("role", "img");
    this.#canvas.setAttribute("aria-label", T.chartOf(subject.stream, subject.subject));
    this.element = element(
      "article",
      "card",
      element("header", "", title, this.#badge),
      element("div", "top", this.#topLabel, this.#topProbability),
      this.#reason,
      element("div", "chart", this.#canvas),
      this.#labelList(subject.labels),
      element("footer", "", this.#frames, this.#evidence),
    );
    this.element.dataset.stream = subject.stream;
    this.element.dataset.subject = subject.subject;
    this.#chart = new ProbabilityChart(this.#canvas, subject.labels, (windowEnd) =>
      look({ stream: subject.stream, subject: subject.subject, windowEnd }),
    );
  }

  /** @param {readonly string[]} labels */
  #labelList(labels) {
    const palette = colours(labels);
    const list = element("ul", "labels");
    labels.forEach((label, index) => {
      const swatch = element("i");
      swatch.style.backgroundColor = palette[index];
      const value = element("b");
      const item = element("li", "", swatch, element("span", "", label), value);
      this.#values.push({ item, value });
      list.append(item);
    });
    return list;
  }

  get subject() {
    return this.#subject;
  }

  /**
   * @param {Subject} subject with the same labels
   * @param {boolean} untrained whether its newest reading is of an untrained model
   */
  show(subject, untrained) {
    this.#subject = subject;
    const abstained = subject.topLabel === undefined;
    this.element.dataset.label = abstained ? "none" : "some";
    setText(this.#topLabel, subject.topLabel ?? T.noLabel);
    setText(this.#topProbability, abstained ? "" : percent(subject.topProbability));
    setText(this.#reason, subject.reason ? capitalised(subject.reason) : "");
    this.#reason.hidden = !subject.reason;
    const newest = subject.points[subject.points.length - 1]?.p;
    this.#values.forEach(({ item, value }, index) => {
      setText(value, newest ? percent(newest[index]) : "–");
      item.dataset.top = String(!abstained && subject.labels[index] === subject.topLabel);
    });
    this.#evidence.setAttribute("href", readingHash(subject.reading));
    setText(this.#frames, framesText(subject) + (untrained ? ` · ${T.untrained}` : ""));
    // One reading, as of a whole clip, is no course of time.
    this.element.dataset.points = subject.points.length < 2 ? "few" : "many";
    this.#drawn = false;
    this.#draw();
  }

  /**
   * Shows how long ago the newest reading was, if that is too long.
   *
   * @param {number} now
   */
  tick(now) {
    const age = now - this.#subject.arrivedAt;
    const how = presence(this.#subject, now);
    this.element.dataset.presence = how;
    this.#badge.dataset.kind = how === "here" ? this.#subject.status : how;
    setText(
      this.#badge,
      how === "left"
        ? T.hasLeft(duration(age))
        : how === "silent"
          ? T.silent(duration(age))
          : this.#subject.status,
    );
  }

  get left() {
    return this.element.dataset.presence === "left";
  }

  /** @param {boolean} visible what is out of sight is not drawn */
  sight(visible) {
    this.#visible = visible;
    this.#draw();
  }

  repaint() {
    this.#chart.repaint();
  }

  remove() {
    this.#chart.destroy();
    this.element.remove();
  }

  #draw() {
    if (this.#visible && !this.#drawn) {
      this.#drawn = true;
      this.#chart.draw(this.#subject.points);
    }
  }
}

/** @param {Subject} subject */
function framesText({ frames, latencyMillis }) {
  const parts = [T.frames(frames.used, frames.padded), T.sequences(frames.first, frames.last)];
  if (latencyMillis !== undefined) {
    parts.push(T.latency(milliseconds(latencyMillis)));
  }
  return parts.join(" · ");
}

/** All cards: those of faces in view by stream and subject, and folded away below them those of faces that have left. */
export class Cards {
  /** @type {Map<number, Card>} */
  #cards = new Map();
  #inView = byId("cards");
  #gone = /** @type {HTMLDetailsElement} */ (byId("left"));
  #goneCards = byId("left-cards");
  #nobodyInView = false;
  /** @type {WeakMap<Element, Card>} */
  #byElement = new WeakMap();
  #sight = new IntersectionObserver(
    (entries) => entries.forEach((entry) => this.#byElement.get(entry.target)?.sight(entry.isIntersecting)),
    { rootMargin: "200px" },
  );

  #look;

  /** @param {(link: ReadingLink) => void} look at one reading */
  constructor(look) {
    this.#look = look;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      this.#cards.forEach((card) => card.repaint()),
    );
  }

  /**
   * @param {ReadonlyMap<number, Subject>} subjects all that there are
   * @param {ReadonlySet<number>} changed ids of those with something new
   * @param {readonly Model[]} models of those with something new
   */
  show(subjects, changed, models) {
    for (const [id, card] of this.#cards) {
      if (!subjects.has(id)) {
        this.#sight.unobserve(card.element);
        card.remove();
        this.#cards.delete(id);
      }
    }
    for (const id of changed) {
      const subject = subjects.get(id);
      if (subject) {
        (this.#cards.get(id) ?? this.#add(id, subject)).show(subject, models[subject.model].untrained);
      }
    }
  }

  /** @param {number} now by the server's clock */
  tick(now) {
    this.#cards.forEach((card) => {
      card.tick(now);
      if (card.element.parentElement !== (card.left ? this.#goneCards : this.#inView)) {
        this.#place(card);
      }
    });
    const left = this.#goneCards.childElementCount;
    this.#gone.hidden = left === 0;
    setText(byId("left-count"), T.left(left));
    const nobodyInView = this.#inView.childElementCount === 0;
    // Only when that changes: in between it is as whoever looks at the page has folded it.
    if (nobodyInView !== this.#nobodyInView) {
      this.#nobodyInView = nobodyInView;
      this.#gone.open = nobodyInView;
    }
  }

  /**
   * @param {number} id
   * @param {Subject} subject
   */
  #add(id, subject) {
    const card = new Card(subject, this.#look);
    this.#cards.set(id, card);
    this.#byElement.set(card.element, card);
    this.#sight.observe(card.element);
    return card;
  }

  /** @param {Card} card in its place: of those that have left the last one comes first */
  #place(card) {
    if (card.left) {
      this.#goneCards.prepend(card.element);
      return;
    }
    const next = [...this.#cards.values()]
      .filter((other) => other.element.parentElement === this.#inView && compare(other.subject, card.subject) > 0)
      .sort((a, b) => compare(a.subject, b.subject))[0];
    this.#inView.insertBefore(card.element, next ? next.element : null);
  }
}

const natural = new Intl.Collator("en", { numeric: true });

/**
 * @param {Subject} a
 * @param {Subject} b
 */
function compare(a, b) {
  return natural.compare(a.stream, b.stream) || natural.compare(a.subject, b.subject) || a.id - b.id;
}
