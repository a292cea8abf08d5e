package io.mien.dashboard.alerts;

import io.mien.schemas.avro.ExpressionReading;
import java.time.Instant;
import java.util.List;

/** Looks after each stream's share of abstained readings. Not safe for use by many threads. */
final class AbstentionWatch implements Watch {
    private final AlertRule.AbstentionsAbove rule;
    private final AlertLog log;
    private final Places<AbstentionPlace> places = new Places<>();

    AbstentionWatch(AlertRule.AbstentionsAbove rule, AlertLog log) {
        this.rule = rule;
        this.log = log;
    }

    @Override
    public void take(ExpressionReading reading, Instant heardAt) {
        if (rule.streams().includes(reading.getStreamId())) {
            places.of(reading.getStreamId(), stream -> new AbstentionPlace(rule, stream, log), AbstentionPlace::finish)
                    .take(reading, heardAt);
        }
    }

    @Override
    public void tick(Instant now, List<FeedSign> feeds) {
        places.forget(now.minus(GONE), AbstentionPlace::heardAt, AbstentionPlace::finish);
    }
}
