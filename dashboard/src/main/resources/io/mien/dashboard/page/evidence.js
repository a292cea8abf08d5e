import { copy } from "./clipboard.js";
import { byId, element, setText } from "./dom.js";
import { evidenceSections } from "./evidence-sections.js";
import { readingAddress, readingHash, readingOf, replaceHash } from "./links.js";
import { EVIDENCE } from "./texts.js";
import { chooseUtc, inUtc } from "./zone.js";

/** @typedef {import("./links.js").ReadingLink} ReadingLink */
/** @typedef {import("./evidence-sections.js").Shown} Shown */

/** The dialog that shows what one reading was made from; a link to a reading opens it. */
export class Evidence {
  #dialog = /** @type {HTMLDialogElement} */ (byId("evidence"));
  #content = byId("evidence-content");
  #utc = /** @type {HTMLInputElement} */ (byId("evidence-utc"));
  /** What is shown; null while there is nothing. @type {Shown | null} */
  #shown = null;
  /** As the server wrote it: a number that JavaScript would round stays what it is. */
  #json = "";
  /** What the address was before it changed last. */
  #last = "";
  /** The address that was there before, which comes back. */
  #before = "";
  /** Counts what was asked for: an answer that comes after the next question is let go. */
  #asked = 0;

  constructor() {
    setText(byId("evidence-utc-label"), EVIDENCE.utc);
    setText(byId("evidence-json"), EVIDENCE.copyJson);
    setText(byId("evidence-link"), EVIDENCE.copyLink);
    setText(byId("evidence-address"), EVIDENCE.asJson);
    this.#utc.addEventListener("change", () => {
      chooseUtc(this.#utc.checked);
      this.#draw();
    });
    byId("evidence-close").addEventListener("click", () => this.#dialog.close());
    byId("evidence-json").addEventListener("click", () => this.#copy(this.#json));
    byId("evidence-link").addEventListener("click", () => this.#copy(location.href));
    this.#dialog.addEventListener("close", () => {
      this.#asked++;
      if (readingOf(location.hash)) {
        replaceHash(this.#before);
      }
    });
    // A click on the backdrop reaches the dialog itself.
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) {
        this.#dialog.close();
      }
    });
    addEventListener("hashchange", (event) => {
      this.#last = new URL(event.oldURL).hash;
      this.#follow();
    });
    this.#follow();
  }

  #follow() {
    const link = readingOf(location.hash);
    if (link) {
      void this.open(link);
    } else if (this.#dialog.open) {
      this.#dialog.close();
    }
  }

  /** @param {ReadingLink} link */
  async open(link) {
    const asked = ++this.#asked;
    if (!this.#dialog.open) {
      this.#before = readingOf(location.hash) ? this.#last : location.hash;
    }
    this.#shown = null;
    this.#utc.checked = inUtc();
    setText(byId("evidence-title"), EVIDENCE.title);
    this.#say(EVIDENCE.loading);
    this.#draw();
    if (!this.#dialog.open) {
      this.#dialog.showModal();
    }
    const answer = await this.#ask(link);
    if (asked !== this.#asked) {
      return;
    }
    if (!answer.found) {
      this.#say(EVIDENCE.failed(answer.text));
      return;
    }
    /** @type {Shown} */
    const shown = JSON.parse(answer.text);
    this.#shown = shown;
    this.#json = answer.text;
    this.#say("");
    const { reading, record } = shown;
    setText(byId("evidence-title"), EVIDENCE.titleOf(reading.stream_id, reading.subject_id));
    // Whoever copies the address now has one that lasts as long as the topic holds the record.
    replaceHash(readingHash(reading.reading_id, record.place));
    byId("evidence-address").setAttribute("href", readingAddress({ id: reading.reading_id, place: record.place }));
    this.#draw();
  }

  /**
   * @param {ReadingLink} link
   * @returns {Promise<{found: boolean, text: string}>} what it was made of as JSON, or why that cannot be shown
   */
  async #ask(link) {
    try {
      const answer = await fetch(readingAddress(link));
      return { found: answer.ok, text: await answer.text() };
    } catch {
      return { found: false, text: EVIDENCE.noAnswer };
    }
  }

  #draw() {
    const shown = this.#shown;
    byId("evidence-actions").hidden = !shown;
    this.#content.replaceChildren(
      ...(shown ? evidenceSections(shown, (text) => void this.#copy(text)) : [element("p", "quiet")]),
    );
  }

  /** @param {string} text */
  async #copy(text) {
    this.#say("");
    this.#say((await copy(text, this.#dialog)) ? EVIDENCE.copied : EVIDENCE.notCopied);
  }

  /** @param {string} text */
  #say(text) {
    setText(byId("evidence-said"), text);
  }
}
