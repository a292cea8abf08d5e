/**
 * Colours of labels that most sets have, told apart with the common colour blindnesses too, and on light and dark. A
 * name is always beside a colour.
 */
const KNOWN = new Map([
  ["happiness", "#e8a723"],
  ["happy", "#e8a723"],
  ["sadness", "#3f7fd0"],
  ["sad", "#3f7fd0"],
  ["neutral", "#9aa1ac"],
  ["anger", "#d0432f"],
  ["angry", "#d0432f"],
  ["surprise", "#d884b4"],
  ["surprised", "#d884b4"],
  ["disgust", "#2b9d78"],
  ["fear", "#7557b3"],
  ["contempt", "#8a6544"],
  ["anxiety", "#63b7e6"],
  ["helplessness", "#b9a7dc"],
  ["disappointment", "#66727d"],
]);

/** For all others, in the order of their set. */
const OTHERS = ["#4477aa", "#ee9944", "#44aa99", "#cc6677", "#999933", "#aa4499", "#88ccee", "#ddcc77", "#882255", "#117733"];

/**
 * The colours of a label set, in its order.
 *
 * @param {readonly string[]} labels
 * @returns {string[]}
 */
export function colours(labels) {
  return labels.map((label, index) => KNOWN.get(label.toLowerCase()) ?? OTHERS[index % OTHERS.length]);
}
