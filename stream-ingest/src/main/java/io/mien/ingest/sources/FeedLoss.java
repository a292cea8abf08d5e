package io.mien.ingest.sources;

/**
 * Why a live feed gives no more pictures for now.
 *
 * @param reason for counting
 * @param sentence for people; without secrets
 */
public record FeedLoss(Reason reason, String sentence) {

    /** The kinds of losses. */
    public enum Reason {
        /** The host is there, and nothing listens. */
        REFUSED,
        /** User or password are wrong or missing. */
        UNAUTHORISED,
        /** The host's certificate is not one that is trusted. */
        UNTRUSTED,
        /** The host answers that it does not have the feed. */
        NOT_THERE,
        /** No host of that name, or no way to it. */
        HOST_UNKNOWN,
        /** Nobody answers, or no picture comes, in the time for opening. */
        NO_ANSWER,
        /** Pictures came, and then none for a while. */
        SILENT,
        /** The feed ended. */
        ENDED,
        /** What comes is no video, or none that can be decoded. */
        NO_VIDEO,
        /** The pictures have another size from now on; the connection is kept. */
        SIZE_CHANGED,
        /** The camera's clock jumped; the connection is kept. */
        CLOCK_JUMPED,
        /** Something else. */
        BROKEN
    }

    /** Whether the connection goes on, in a new session. */
    boolean keepsConnection() {
        return reason == Reason.SIZE_CHANGED || reason == Reason.CLOCK_JUMPED;
    }
}
