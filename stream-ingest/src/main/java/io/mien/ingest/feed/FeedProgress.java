package io.mien.ingest.feed;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Says how far a feed has come.
 *
 * @param streamId of the feed
 * @param session one reading of the source
 * @param frames published in this session
 * @param framesTotal to be expected, an estimate
 * @param position of the last frame in the source
 * @param length of the source
 * @param framesPerSecond over the last moments, as the wall's clock goes
 */
public record FeedProgress(
        String streamId,
        String session,
        long frames,
        OptionalLong framesTotal,
        Duration position,
        Optional<Duration> length,
        double framesPerSecond) {

    /**
     * A listener is told a few times a second and at the end of a session, on the feed's thread; it has to return
     * quickly.
     */
    @FunctionalInterface
    public interface Listener {
        void onProgress(FeedProgress progress);
    }
}
