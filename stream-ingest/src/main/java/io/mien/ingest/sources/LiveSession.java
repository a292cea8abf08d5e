package io.mien.ingest.sources;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pictures of a live feed from one of its beginnings to the next loss. The rules of {@link FrameSource} apply. */
final class LiveSession implements FrameSource {
    private final LiveFeed feed;
    private final LivePictures pictures;
    private final FrameSourceDescription description;
    private LivePictures.@Nullable Shown first;
    private @Nullable Instant start;
    private @Nullable FeedLoss loss;
    private boolean ended;
    private SourceAccount account = SourceAccount.NOTHING;

    /** @param first picture, or null if there is none: the feed was closed */
    LiveSession(
            LiveFeed feed,
            LivePictures pictures,
            LivePictures.@Nullable Shown first,
            FrameSourceDescription description) {
        this.feed = feed;
        this.pictures = pictures;
        this.first = first;
        this.description = description;
        this.ended = first == null;
    }

    @Override
    public FrameSourceDescription description() {
        return description;
    }

    @Override
    public Optional<SourceFrame> next() {
        if (ended) {
            return Optional.empty();
        }
        LivePictures.Shown ready = first;
        first = null;
        LivePictures.@Nullable Item item = ready == null ? pictures.next() : ready;
        if (item instanceof LivePictures.Shown shown) {
            return Optional.of(frame(shown));
        }
        ended = true;
        if (item instanceof LivePictures.Ended end) {
            loss = end.loss();
        }
        return Optional.empty();
    }

    private SourceFrame frame(LivePictures.Shown shown) {
        feed.dated(shown.captured().clock());
        Instant begun = start;
        if (begun == null) {
            begun = shown.captured().at();
            start = begun;
        }
        Duration position = Duration.between(begun, shown.captured().at());
        return new SourceFrame(
                shown.image(),
                position.isNegative() ? Duration.ZERO : position,
                feed.address().ends() ? Optional.empty() : Optional.of(shown.captured()));
    }

    @Override
    public SourceAccount account() {
        account = account.plus(pictures.takeAccount());
        return account;
    }

    /** Ends the session; waits for the pause that follows a loss. */
    @Override
    public void close() {
        ended = true;
        FeedLoss why = loss;
        loss = null;
        if (why != null) {
            feed.ended(why);
        }
    }
}
