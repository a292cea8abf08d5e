import { byId, element, setText } from "./dom.js";
import { STREAM as T } from "./texts.js";

/** @typedef {import("./stream-view.js").Timeline} Timeline */

const SVG = "http://www.w3.org/2000/svg";
const TEXT_SHARE = 24;

/**
 * Where the faces of a stream are in its picture, each at its newest reading in the time that is shown: as outlines, for no
 * picture is kept.
 *
 * @param {Timeline | null} shown
 */
export function showOutlines(shown) {
  const rows = (shown?.subjects ?? []).flatMap(({ subject, box }) => (box ? [{ subject, box }] : []));
  byId("stream-outlines").hidden = !shown || shown.subjects.length === 0;
  const frame = byId("stream-frame");
  const picture = shown?.picture;
  if (!picture || rows.length === 0) {
    frame.replaceChildren();
    byId("stream-boxes").replaceChildren();
    setText(byId("stream-outlines-how"), T.noOutlines);
    return;
  }
  setText(byId("stream-outlines-how"), T.outlinesHow(picture.width, picture.height));
  const size = Math.max(picture.width, picture.height) / TEXT_SHARE;
  // A little more than faces reach, so that their outlines and the frame's are two.
  const edge = size / 2;
  const view = [-edge, -edge, picture.width + 2 * edge, picture.height + 2 * edge].join(" ");
  const drawing = svg("svg", { viewBox: view, "aria-hidden": "true" });
  for (const { subject, box } of rows) {
    drawing.append(svg("rect", { x: box.x, y: box.y, width: box.width, height: box.height, rx: size / 4 }));
    const name = svg("text", { x: box.x + size / 4, y: box.y + size * 1.1, "font-size": size });
    name.textContent = subject;
    drawing.append(name);
  }
  frame.replaceChildren(drawing);
  byId("stream-boxes").replaceChildren(
    ...rows.map(({ subject, box }) => element("li", "", T.outline(subject, box.width, box.height, box.x, box.y))),
  );
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 */
function svg(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, String(value)));
  return made;
}
