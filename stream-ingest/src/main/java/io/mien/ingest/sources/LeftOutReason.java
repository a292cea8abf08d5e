package io.mien.ingest.sources;

/** Why a picture of a source does not become a camera frame. */
public enum LeftOutReason {
    /** It is damaged in the file, so that it cannot be decoded. */
    DAMAGED,
    /** The feed was stopped when it had been read, before it was published. */
    STOPPED
}
