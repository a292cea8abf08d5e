import { Cards } from "./cards.js";
import { byId, setText } from "./dom.js";
import { Subjects } from "./subjects.js";
import { FACES as T } from "./texts.js";

/** @typedef {import("./links.js").ReadingLink} ReadingLink */

const ASK_EVERY_MILLIS = 500;
/** With more faces than this in view, those of all streams have no cards: each stream has its own. */
const MOST_CARDS = 24;

/**
 * The cards of faces: of the stream that is looked at, or of all while there are few. It asks for them, and for the next ones
 * when an answer was drawn, so that a slow browser asks less often.
 */
export class Faces {
  #subjects = new Subjects();
  #cards;
  /** Whose faces; null: of all streams. @type {string | null} */
  #stream = null;
  #faces = 0;
  #connected = false;
  #asking = false;
  /** Counts what was asked about: an answer about something else is let go. */
  #about = 0;
  #now;

  /**
   * @param {(link: ReadingLink) => void} look at one reading
   * @param {() => number} now by the server's clock
   */
  constructor(look, now) {
    this.#cards = new Cards(look);
    this.#now = now;
    setInterval(() => void this.#ask(), ASK_EVERY_MILLIS);
  }

  /** @param {string | null} stream whose faces are shown from now on; null: of all */
  of(stream) {
    if (stream !== this.#stream) {
      this.#stream = stream;
      this.begin();
    }
  }

  /** Asks for all of them anew, as a server that was restarted counts anew. */
  begin() {
    this.#about++;
    this.#subjects.clear();
    this.#cards.show(this.#subjects.all, new Set(), []);
    void this.#ask();
  }

  /**
   * @param {number} faces in view in all streams
   * @param {boolean} connected
   */
  tick(faces, connected) {
    this.#faces = faces;
    this.#connected = connected;
    const many = this.#many();
    if (many && this.#subjects.all.size > 0) {
      this.begin();
    }
    setText(byId("faces-many"), many ? T.many(faces) : "");
    this.#cards.tick(this.#now());
  }

  #many() {
    return this.#stream === null && this.#faces > MOST_CARDS;
  }

  async #ask() {
    if (this.#asking || !this.#connected || this.#many() || document.visibilityState !== "visible") {
      return;
    }
    const about = this.#about;
    const parameters = new URLSearchParams({ since: String(this.#subjects.revision) });
    if (this.#stream !== null) {
      parameters.set("stream", this.#stream);
    }
    this.#asking = true;
    try {
      const answer = await fetch(`api/subjects?${parameters}`);
      if (answer.ok && about === this.#about) {
        const view = await answer.json();
        if (about === this.#about) {
          const changed = this.#subjects.merge(view);
          requestAnimationFrame(() => {
            if (about === this.#about) {
              this.#cards.show(this.#subjects.all, changed, this.#subjects.models);
              this.#cards.tick(this.#now());
            }
          });
        }
      }
    } catch {
      // The connection's own notice says that the server is away.
    } finally {
      this.#asking = false;
    }
  }
}
