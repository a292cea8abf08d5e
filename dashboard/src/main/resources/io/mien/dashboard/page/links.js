/**
 * What an address asks to see, after its #: places in the page that somebody else can open too.
 *
 * @typedef {{id?: string, place?: string, stream?: string, subject?: string, windowEnd?: number}} ReadingLink
 */

/**
 * The reading that an address names; null if it names none.
 *
 * @param {string} hash of the address, with its #
 * @returns {ReadingLink | null}
 */
export function readingOf(hash) {
  const parameters = new URLSearchParams(hash.slice(1));
  const id = parameters.get("reading");
  return id ? { id, place: parameters.get("place") ?? undefined } : null;
}

/**
 * The address of a reading within the page. With its place in the topic it is found for as long as the topic holds it.
 *
 * @param {string} id
 * @param {string} [place]
 */
export function readingHash(id, place) {
  return `#reading=${encodeURIComponent(id)}${place ? `&place=${place}` : ""}`;
}

/**
 * The address at which a program gets the same as JSON.
 *
 * @param {ReadingLink} link
 */
export function readingAddress(link) {
  const parameters = new URLSearchParams();
  const given = { id: link.id, place: link.place, stream: link.stream, subject: link.subject, window_end: link.windowEnd };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) {
      parameters.set(name, String(value));
    }
  }
  return `/api/reading?${parameters}`;
}

/** Takes away what was asked to see, and leaves the page where it is. */
export function clearLink() {
  history.replaceState(null, "", location.pathname + location.search);
}
