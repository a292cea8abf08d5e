package io.mien.ingest.sources;

import java.util.Optional;

/**
 * One reading of something that gives pictures in their order: a video file, a folder, a camera.
 *
 * <p>Threads: used by one thread at a time, and closed by the thread that reads it. Native memory is held until
 * {@link #close()}.
 */
public interface FrameSource extends AutoCloseable {

    /** What is known of the source before its first picture. */
    FrameSourceDescription description();

    /**
     * The next picture; waits for it if the source is live.
     *
     * @return empty when there is none any more; from then on always
     * @throws FrameSourceException if the source fails before it has given any picture. One that breaks off later
     *     ends, and says why in {@link #warning()}
     */
    Optional<SourceFrame> next() throws FrameSourceException;

    /**
     * Passes over the next picture; cheaper than {@link #next()} where a picture need not be decoded for it.
     *
     * @return false when there is none any more
     * @throws FrameSourceException as {@link #next()} does
     */
    default boolean skip() throws FrameSourceException {
        return next().isPresent();
    }

    /** What was wrong with a source that has ended, in one sentence: it broke off before its end, for example. */
    default Optional<String> warning() {
        return Optional.empty();
    }

    /** What became of the pictures so far that were not delivered as they came. */
    default SourceAccount account() {
        return SourceAccount.NOTHING;
    }

    /** Frees what the source holds; a second time does nothing. */
    @Override
    void close();

    /** Opens a source; again for each reading of one that is read in a loop. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens it; the caller closes it.
         *
         * @throws FrameSourceException if it cannot be opened
         */
        FrameSource open() throws FrameSourceException;
    }
}
