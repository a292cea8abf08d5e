import { colours } from "./labels.js";
import { SLOTS } from "./overview-store.js";

/** @typedef {import("./overview-store.js").Slot} Slot */

const WIDTH = 3;
const GAP = 1;
const HEIGHT = 26;
const FOOT = 4;
const SLOT_MILLIS = 10_000;
const FEED_DOWN = 2;
const OVERLOADED = 1;

export const STRIP_WIDTH = SLOTS * (WIDTH + GAP);
export const STRIP_HEIGHT = HEIGHT + FOOT;

/**
 * Draws the last ten minutes of a stream: a bar every ten seconds in the colour of the likeliest label, as high as its
 * share, hatched from above as far as readings abstained; below it a line while the feed was down, and a dotted one while the
 * job was behind.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {readonly Slot[]} slots
 * @param {readonly string[]} labels
 * @param {number} now by the server's clock
 * @param {{ink: string, bad: string, line: string}} palette of the page
 */
export function drawStrip(canvas, slots, labels, now, palette) {
  const scale = Math.min(2, Math.max(1, Math.round(devicePixelRatio)));
  if (canvas.width !== STRIP_WIDTH * scale) {
    canvas.width = STRIP_WIDTH * scale;
    canvas.height = STRIP_HEIGHT * scale;
  }
  const context = canvas.getContext("2d");
  if (!context) {
    return;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, STRIP_WIDTH, STRIP_HEIGHT);
  context.fillStyle = palette.line;
  context.fillRect(0, HEIGHT - 1, STRIP_WIDTH, 1);
  const colour = colours(labels);
  const last = Math.floor(now / SLOT_MILLIS);
  for (const [number, label, share, abstained, signs] of slots) {
    const x = (SLOTS - 1 - (last - number)) * (WIDTH + GAP);
    if (x < 0 || x >= STRIP_WIDTH) {
      continue;
    }
    const hatched = Math.round((HEIGHT * abstained) / 100);
    if (label >= 0) {
      const height = Math.max(2, Math.round(((HEIGHT - hatched) * share) / 100));
      context.fillStyle = colour[label];
      context.fillRect(x, HEIGHT - height, WIDTH, height);
    }
    context.fillStyle = palette.bad;
    for (let y = 0; y < hatched; y += 3) {
      context.fillRect(x, y, WIDTH, 1);
    }
    if ((signs & FEED_DOWN) > 0) {
      context.fillRect(x, HEIGHT + 1, WIDTH + GAP, 3);
    }
    if ((signs & OVERLOADED) > 0) {
      context.fillStyle = palette.ink;
      context.fillRect(x, HEIGHT + 1, 1, 3);
    }
  }
}
