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
  return `api/reading?${parameters}`;
}

/**
 * A stream, and what of it: the newest of so many milliseconds, or what lies between two times.
 *
 * @typedef {{stream: string, span?: number, from?: number, to?: number}} StreamLink
 */

/**
 * The stream that an address names; null if it names none.
 *
 * @param {string} hash of the address, with its #
 * @param {number} usualSpan milliseconds, where it says nothing
 * @returns {StreamLink | null}
 */
export function streamOf(hash, usualSpan) {
  const parameters = new URLSearchParams(hash.slice(1));
  const stream = parameters.get("stream");
  if (!stream) {
    return null;
  }
  const [span, from, to] = ["span", "from", "to"].map((name) => Number(parameters.get(name) ?? Number.NaN));
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from < to
    ? { stream, from, to }
    : { stream, span: Number.isSafeInteger(span) && span > 0 ? span : usualSpan };
}

/**
 * The address of it within the page.
 *
 * @param {StreamLink} link
 */
export function streamHash({ stream, span, from, to }) {
  const when = from !== undefined && to !== undefined ? `&from=${from}&to=${to}` : span === undefined ? "" : `&span=${span}`;
  return `#stream=${encodeURIComponent(stream)}${when}`;
}

/**
 * Puts another place into the address, and leaves the page where it is.
 *
 * @param {string} hash with its #; empty for none
 */
export function replaceHash(hash) {
  history.replaceState(null, "", hash || location.pathname + location.search);
}
