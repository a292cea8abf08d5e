import { byId, element, setText, syncItems } from "./dom.js";
import { capitalised, count, timeOfDay } from "./format.js";
import { DEAD_LETTERS as T } from "./texts.js";

/** @typedef {import("./overview-store.js").DeadLetters} Letters */

/** In words; a code that has none is shown as it is. */
const words = (/** @type {string} */ reason) => T.reasons.get(reason) ?? reason;

/** The number of records set aside, and the dialog that tells about them. */
export class DeadLetters {
  #button = byId("dead-letters-open");

  constructor() {
    const dialog = /** @type {HTMLDialogElement} */ (byId("dead-letters"));
    this.#button.addEventListener("click", () => dialog.showModal());
    byId("dead-letters-close").addEventListener("click", () => dialog.close());
    // A click on the backdrop reaches the dialog itself.
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) {
        dialog.close();
      }
    });
  }

  /** @param {Letters} letters */
  show(letters) {
    setText(this.#button, count(letters.total));
    this.#button.dataset.some = String(letters.total > 0);
    byId("dead-letters-none").hidden = letters.total > 0;
    byId("dead-letters-heading").hidden = letters.total === 0;
    syncItems(byId("dead-letters-counts"), letters.counts, countItem, (item, each) => {
      const [reason, number, topic] = item.children;
      setText(reason, words(each.reason));
      setText(number, count(each.count));
      setText(topic, `${each.reason} · ${each.topic}`);
    });
    syncItems(byId("dead-letters-newest"), letters.newest ?? [], letterItem, (item, letter) => {
      const [message, place] = item.children;
      setText(message, capitalised(letter.message ?? words(letter.reason)));
      setText(place, placeText(letter));
    });
  }
}

const countItem = () => element("li", "", element("span"), element("b"), element("small"));
const letterItem = () => element("li", "", element("p"), element("small"));

/** @param {import("./overview-store.js").DeadLetter} letter */
function placeText(letter) {
  const parts = [timeOfDay(letter.at), letter.topic];
  if (letter.partition !== undefined) {
    parts.push(T.partition(letter.partition));
  }
  if (letter.offset !== undefined) {
    parts.push(T.offset(letter.offset));
  }
  if (letter.stage) {
    parts.push(T.stage(letter.stage));
  }
  return parts.join(" · ");
}
