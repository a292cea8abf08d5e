import { byId, element, setText, syncItems } from "./dom.js";
import { capitalised, count, timeOfDay } from "./format.js";

/** @typedef {import("./store.js").DeadLetters} Letters */

/** The reasons in words; a code that is not here is shown as it is. */
const REASONS = new Map([
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
]);

const words = (/** @type {string} */ reason) => REASONS.get(reason) ?? reason;

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

/** @param {import("./store.js").DeadLetter} letter */
function placeText(letter) {
  const parts = [timeOfDay(letter.at), letter.topic];
  if (letter.partition !== undefined) {
    parts.push(`partition ${letter.partition}`);
  }
  if (letter.offset !== undefined) {
    parts.push(`offset ${letter.offset}`);
  }
  if (letter.stage) {
    parts.push(`found by ${letter.stage}`);
  }
  return parts.join(" · ");
}
