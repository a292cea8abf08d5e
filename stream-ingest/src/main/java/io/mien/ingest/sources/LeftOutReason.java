package io.mien.ingest.sources;

/** Why a picture of a source does not become a camera frame. */
public enum LeftOutReason {
    /** It is damaged in the file or on its way, so that it cannot be decoded. */
    DAMAGED,
    /** The feed was stopped when it had been read, before it was published. */
    STOPPED,
    /** It was taken while a live feed was being opened, or came out after the feed had fallen silent: it is old. */
    STALE,
    /** It came from a live feed faster than its predecessors could be published. */
    BEHIND,
    /** Another one is nearer the middle of its cell: the feed is sampled on the grid of the job's windows. */
    NOT_NEAREST
}
