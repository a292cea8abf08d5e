package io.mien.ingest.sources;

import java.time.Instant;
import java.util.Optional;

/**
 * One reading of something that gives pictures in their order: a video file, a folder, a camera.
 *
 * <p>Threads: used by one thread at a time, and closed by the thread that reads it. Native memory is held until
 * {@link #close()}.
 */
public interface FrameSource extends AutoCloseable {

    /** The description of the source, as far as it is known before its first picture. */
    FrameSourceDescription description();

    /**
     * The next picture; waits for it if the source is live.
     *
     * @return empty when there are no more pictures, and at every later call
     * @throws FrameSourceException if the source fails before it has given any picture, or if one of several separate
     *     files cannot be read. A stream that breaks off later ends, and says why in {@link #warning()}
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

    /**
     * The same source, of which only the picture nearest the middle of each of the grid's cells is delivered; the others are
     * left out ({@link LeftOutReason#NOT_NEAREST}). To be asked for before the first picture, once; from then on the answer is
     * used, and closed, in place of this.
     *
     * @param start the time of position zero, for pictures that have no time of their own
     */
    default FrameSource sampled(SamplingGrid grid, Instant start) {
        return new SampledSource(this, grid, start);
    }

    /**
     * Says in one sentence what was wrong with a source that has ended, for example that it broke off before its end.
     */
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

    /** Opens a source. It is called again for each reading of a source that is read in a loop. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens it; the caller closes it.
         *
         * @throws FrameSourceException if it cannot be opened
         */
        FrameSource open() throws FrameSourceException;

        /** Makes {@link #open()}, and the sources that it gave, wait for nothing more; from any thread. */
        default void stop() {}
    }
}
