package io.mien.ingest.sources;

/** One attempt at a live feed, from its opening to its loss. */
interface LiveConnection {
    /**
     * Opens it, and hands over its pictures until it is lost or stopped. Runs on a thread of its own; frees all that it
     * holds before it returns.
     *
     * @return why it ended
     */
    FeedLoss read(LivePictures pictures);

    /** Makes {@link #read} return soon; from any thread. */
    void stop();
}
