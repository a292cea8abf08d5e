package io.mien.dashboard;

import io.mien.schemas.avro.CaptureClock;
import io.mien.schemas.avro.FeedCondition;
import io.mien.schemas.avro.FeedState;
import java.time.Instant;
import java.util.Map;

/** What a process says of a live feed, once in ten seconds. */
final class TestFeed {
    static final String INSTANCE = "one";

    private TestFeed() {}

    static FeedState of(String stream, FeedCondition state, Instant since, String sentence) {
        return of(stream, INSTANCE, state, since, sentence);
    }

    /** Of a feed that is sorted under a group. */
    static FeedState ofGroup(String stream, String group, FeedCondition state, Instant since, String sentence) {
        return FeedState.newBuilder(of(stream, INSTANCE, state, since, sentence))
                .setGroup(group)
                .build();
    }

    static FeedState of(String stream, String instance, FeedCondition state, Instant since, String sentence) {
        return FeedState.newBuilder()
                .setStreamId(stream)
                .setState(state)
                .setSince(since)
                .setSentence(sentence)
                .setLosses(state == FeedCondition.RECONNECTING ? Map.of("SILENT", 1L, "REFUSED", 2L) : Map.of())
                .setConnections(1)
                .setCaptureClock(CaptureClock.CAMERA)
                .setInstance(instance)
                .setWrittenAt(since)
                .setIntervalMicros(10_000_000)
                .build();
    }
}
