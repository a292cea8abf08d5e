package io.mien.ingest.feed;

/** Says when a frame is published. */
public enum Pace {
    /** When its time has come, counted from the beginning of the session: a recording behaves like a camera. */
    REAL_TIME,
    /** At once, as long as the reader keeps up. */
    AS_FAST_AS_POSSIBLE,
    /** When it comes from a live feed, which does not wait: what the reader cannot keep up with is left out. */
    LIVE
}
