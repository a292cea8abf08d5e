package io.mien.ingest.sources;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Another source, of which only the pictures nearest the middles of a grid's cells are delivered. The rules of {@link FrameSource} apply. */
final class SampledSource implements FrameSource {
    private final FrameSource source;
    private final Instant start;
    private final NearestPictures<SourceFrame> nearest;
    private long leftOut;

    /** @param start the time of position zero, for pictures that have none of their own */
    SampledSource(FrameSource source, SamplingGrid grid, Instant start) {
        this.source = source;
        this.start = start;
        this.nearest = new NearestPictures<>(grid, unused -> leftOut++);
    }

    @Override
    public FrameSourceDescription description() {
        return source.description();
    }

    @Override
    public Optional<SourceFrame> next() throws FrameSourceException {
        SourceFrame chosen = nearest.poll();
        while (chosen == null) {
            Optional<SourceFrame> next = source.next();
            if (next.isPresent()) {
                nearest.offer(next.get(), micros(next.get()));
            } else {
                nearest.finish();
            }
            chosen = nearest.poll();
            if (next.isEmpty()) {
                break;
            }
        }
        return Optional.ofNullable(chosen);
    }

    private long micros(SourceFrame frame) {
        return ChronoUnit.MICROS.between(
                Instant.EPOCH, frame.captured().map(CaptureTime::at).orElse(start.plus(frame.position())));
    }

    @Override
    public Optional<String> warning() {
        return source.warning();
    }

    @Override
    public SourceAccount account() {
        SourceAccount account = source.account();
        return leftOut == 0
                ? account
                : account.plus(new SourceAccount(Map.of(LeftOutReason.NOT_NEAREST, leftOut), 0, false, List.of()));
    }

    @Override
    public void close() {
        source.close();
    }
}
