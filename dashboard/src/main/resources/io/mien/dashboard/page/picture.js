import { colours } from "./labels.js";

/** @typedef {{title: string, lines: string[], canvas?: HTMLCanvasElement, width?: number, height?: number, labels?: string[]}} Part */

const WIDTH = 1200;
const EDGE = 24;
const LINE = 22;
const GAP = 14;
const SWATCH = 11;
/** No browser draws on a canvas that is higher. */
const HIGHEST = 16_000;

/**
 * A picture of what is seen, in the colours of the page: a heading, and below it parts with texts and what was drawn of them.
 *
 * @param {string} title
 * @param {string} below
 * @param {readonly Part[]} parts
 * @returns {Promise<Blob | null>} a PNG; null if the browser makes none
 */
export async function picture(title, below, parts) {
  const style = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const font = style.fontFamily;
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = Math.min(HIGHEST, 2 * EDGE + 3 * LINE + parts.reduce((sum, part) => sum + heightOf(part), 0));
  const context = canvas.getContext("2d");
  if (!context) {
    return null;
  }
  const write = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ ink, /** @type {string} */ face) => {
    context.fillStyle = colour(ink);
    context.font = `${face} ${font}`;
    context.fillText(text, x, y, WIDTH - EDGE - x);
  };
  context.fillStyle = colour("--surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  let y = EDGE + LINE;
  write(title, EDGE, y, "--ink", "650 20px");
  y += LINE;
  write(below, EDGE, y, "--muted", "14px");
  y += LINE;
  for (const part of parts) {
    y += GAP + LINE;
    write(part.title, EDGE, y, "--ink", "600 15px");
    for (const line of part.lines) {
      y += LINE;
      write(line, EDGE, y, "--muted", "14px");
    }
    if (part.canvas && part.canvas.width > 0) {
      y += GAP / 2;
      context.drawImage(part.canvas, EDGE, y, widthOf(part), part.height ?? 0);
      y += part.height ?? 0;
    }
    if (part.labels) {
      y += LINE;
      let x = EDGE;
      const palette = colours(part.labels);
      part.labels.forEach((label, index) => {
        context.fillStyle = palette[index];
        context.fillRect(x, y - SWATCH, SWATCH, SWATCH);
        write(label, x + SWATCH + 6, y, "--muted", "13px");
        x += SWATCH + 24 + context.measureText(label).width;
      });
    }
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** @param {Part} part */
const widthOf = (part) => part.width ?? WIDTH - 2 * EDGE;

/** @param {Part} part */
function heightOf(part) {
  return GAP + LINE * (1 + part.lines.length + (part.labels ? 1 : 0)) + (part.canvas ? GAP / 2 + (part.height ?? 0) : 0);
}
