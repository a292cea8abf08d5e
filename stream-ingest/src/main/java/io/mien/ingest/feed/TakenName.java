package io.mien.ingest.feed;

/** What a feed does if another process publishes a stream of its name: two sessions in one stream cut each other's tracks. */
public enum TakenName {
    /** It takes the next free one: {@code talk-2}, {@code talk-3} … */
    FIND_ANOTHER,
    /** It ends with a sentence. */
    REFUSE
}
