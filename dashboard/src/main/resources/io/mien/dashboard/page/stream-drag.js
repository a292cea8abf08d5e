import { element } from "./dom.js";

/**
 * What a timeline lets itself be moved by.
 *
 * @typedef {{from: number, to: number}} Range
 * @typedef {{range: () => Range | null, area: () => {left: number, width: number} | null, preview: (range: Range) => void,
 *   settle: (range: Range) => void, zoom: (factor: number, share: number) => void, pause: () => void}} Timeline
 */

/** Pixels; a hand is not still when it clicks. */
const LEAST_DRAG = 5;
const KEY_STEP = 0.1;
const KEY_LEAP = 0.5;
const WHEEL_SPEED = 0.0015;

/** Moves a timeline by pointer, wheel, fingers and keys. */
export class StreamDrag {
  #target;
  #timeline;
  /** Where each finger or the mouse is, by pointer. @type {Map<number, number>} */
  #pointers = new Map();
  /** @type {{x: number, range: Range, area: {left: number, width: number}, zooms: boolean, distance: number} | null} */
  #drag = null;
  #moved = false;
  /** @type {Range | null} */
  #next = null;
  #framed = false;
  #band = element("div", "drag-band");

  /**
   * @param {HTMLElement} target
   * @param {Timeline} timeline
   */
  constructor(target, timeline) {
    this.#target = target;
    this.#timeline = timeline;
    target.addEventListener("pointerdown", (event) => this.#press(event));
    target.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      target.addEventListener(end, (event) => this.#release(/** @type {PointerEvent} */ (event)));
    }
    // The end of a drag is no click into a chart.
    target.addEventListener(
      "click",
      (event) => {
        if (this.#moved) {
          event.stopPropagation();
          this.#moved = false;
        }
      },
      { capture: true },
    );
    target.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    target.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {PointerEvent} event */
  #press(event) {
    const range = this.#timeline.range();
    const area = this.#timeline.area();
    if (!range || !area || event.button !== 0) {
      return;
    }
    this.#pointers.set(event.pointerId, event.clientX);
    this.#moved = this.#pointers.size > 1 && this.#moved;
    this.#drag = { x: event.clientX, range: this.#next ?? range, area, zooms: event.shiftKey, distance: this.#distance() };
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const drag = this.#drag;
    if (!drag || !this.#pointers.has(event.pointerId)) {
      return;
    }
    this.#pointers.set(event.pointerId, event.clientX);
    if (!this.#moved && Math.abs(event.clientX - drag.x) < LEAST_DRAG && this.#pointers.size === 1) {
      return;
    }
    if (!this.#moved) {
      this.#moved = true;
      this.#target.setPointerCapture(event.pointerId);
    }
    const span = drag.range.to - drag.range.from;
    if (this.#pointers.size > 1) {
      const factor = drag.distance / Math.max(LEAST_DRAG, this.#distance());
      const middle = (drag.range.from + drag.range.to) / 2;
      this.#preview(middle - (span * factor) / 2, middle + (span * factor) / 2);
    } else if (drag.zooms) {
      this.#mark(drag, event.clientX);
    } else {
      const by = ((drag.x - event.clientX) / drag.area.width) * span;
      this.#preview(drag.range.from + by, drag.range.to + by);
    }
  }

  /** @param {PointerEvent} event */
  #release(event) {
    const drag = this.#drag;
    if (!this.#pointers.delete(event.pointerId) || this.#pointers.size > 0 || !drag) {
      return;
    }
    this.#drag = null;
    this.#band.remove();
    if (!this.#moved) {
      return;
    }
    if (drag.zooms) {
      const [first, last] = [drag.x, event.clientX].sort((a, b) => a - b).map((x) => timeAt(drag, x));
      this.#timeline.settle({ from: Math.round(first), to: Math.max(Math.round(first) + 1, Math.round(last)) });
    } else if (this.#next) {
      this.#timeline.settle(this.#next);
    }
    this.#next = null;
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  #preview(from, to) {
    this.#next = { from: Math.round(from), to: Math.round(to) };
    if (!this.#framed) {
      this.#framed = true;
      requestAnimationFrame(() => {
        this.#framed = false;
        if (this.#next) {
          this.#timeline.preview(this.#next);
        }
      });
    }
  }

  /**
   * @param {{x: number}} drag
   * @param {number} x
   */
  #mark(drag, x) {
    const box = this.#target.getBoundingClientRect();
    this.#band.style.left = `${Math.min(drag.x, x) - box.left}px`;
    this.#band.style.width = `${Math.abs(x - drag.x)}px`;
    if (!this.#band.parentElement) {
      this.#target.parentElement?.append(this.#band);
    }
    this.#band.style.top = `${this.#target.offsetTop}px`;
    this.#band.style.height = `${this.#target.offsetHeight}px`;
    this.#band.style.marginLeft = `${this.#target.offsetLeft}px`;
  }

  #distance() {
    const [first, second] = this.#pointers.values();
    return second === undefined ? 0 : Math.max(LEAST_DRAG, Math.abs(first - second));
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    const area = this.#timeline.area();
    // Without Ctrl the wheel moves the page, as everywhere; a touchpad's pinch comes with it.
    if (area && event.ctrlKey) {
      event.preventDefault();
      const share = Math.min(1, Math.max(0, (event.clientX - area.left) / area.width));
      this.#timeline.zoom(Math.exp(event.deltaY * WHEEL_SPEED), share);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const range = this.#timeline.range();
    if (!range || event.target !== this.#target || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const step = (range.to - range.from) * (event.shiftKey ? KEY_LEAP : KEY_STEP);
    const move = (/** @type {number} */ by) =>
      this.#timeline.settle({ from: Math.round(range.from + by), to: Math.round(range.to + by) });
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => move(-step),
      ArrowRight: () => move(step),
      "+": () => this.#timeline.zoom(0.5, 0.5),
      "=": () => this.#timeline.zoom(0.5, 0.5),
      "-": () => this.#timeline.zoom(2, 0.5),
      " ": () => this.#timeline.pause(),
    };
    const does = keys[event.key];
    if (does) {
      event.preventDefault();
      does();
    }
  }
}

/**
 * @param {{range: Range, area: {left: number, width: number}}} drag
 * @param {number} x
 */
function timeAt({ range, area }, x) {
  const share = Math.min(1, Math.max(0, (x - area.left) / area.width));
  return range.from + share * (range.to - range.from);
}
