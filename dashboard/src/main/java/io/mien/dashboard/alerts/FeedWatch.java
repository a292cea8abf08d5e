package io.mien.dashboard.alerts;

import io.mien.schemas.avro.ExpressionReading;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks after live feeds that give no pictures. Not safe for use by many threads. */
final class FeedWatch implements Watch {
    private static final int READINGS_NAMED = 4;

    private final AlertRule.FeedDown rule;
    private final AlertLog log;
    private final Map<String, Condition> feeds = new HashMap<>();
    /** The last ones before it went down. */
    private final Map<String, Deque<String>> lastReadings = new HashMap<>();

    FeedWatch(AlertRule.FeedDown rule, AlertLog log) {
        this.rule = rule;
        this.log = log;
    }

    @Override
    public void take(ExpressionReading reading, Instant heardAt) {
        if (feeds.containsKey(reading.getStreamId())) {
            Deque<String> last = lastReadings.computeIfAbsent(reading.getStreamId(), stream -> new ArrayDeque<>());
            last.addLast(reading.getReadingId());
            if (last.size() > READINGS_NAMED) {
                last.removeFirst();
            }
        }
    }

    @Override
    public void tick(Instant now, List<FeedSign> signs) {
        Map<String, FeedSign> byStream = new HashMap<>();
        signs.stream()
                .filter(sign -> rule.streams().includes(sign.stream()))
                .limit(MOST_PLACES)
                .forEach(sign -> byStream.merge(sign.stream(), sign, FeedWatch::better));
        byStream.forEach((stream, sign) -> look(stream, sign, now));
        Set<String> gone = new HashSet<>(feeds.keySet());
        gone.removeAll(byStream.keySet());
        gone.forEach(stream -> {
            Condition condition = feeds.remove(stream);
            if (condition != null) {
                condition.finish(now);
            }
            lastReadings.remove(stream);
        });
    }

    /** Of two processes that read one stream, one that gets pictures is enough. */
    private static FeedSign better(FeedSign one, FeedSign other) {
        return one.standing() == FeedSign.Standing.DOWN ? other : one;
    }

    private void look(String stream, FeedSign sign, Instant now) {
        Condition condition =
                feeds.computeIfAbsent(stream, name -> new Condition(rule, Alert.Kind.FEED_DOWN, null, name, log));
        boolean down = sign.standing() == FeedSign.Standing.DOWN;
        if (sign.standing() == FeedSign.Standing.ENDED) {
            condition.finish(now);
            return;
        }
        if (down && condition.evidence().streams().isEmpty()) {
            condition.evidence().addStream(stream);
            lastReadings.getOrDefault(stream, new ArrayDeque<>()).forEach(condition.evidence()::addReading);
            // It may have been down for long when the dashboard was started.
            condition.observe(sign.since().isAfter(now) ? now : sign.since(), true, () -> sentence(sign));
        }
        condition.observe(now, down, () -> sentence(sign));
    }

    private String sentence(FeedSign sign) {
        return "feed " + sign.stream() + " gives no pictures for "
                + AlertWords.duration(rule.times().hold()) + " or longer"
                + (sign.sentence().isEmpty() ? "" : ": " + sign.sentence());
    }
}
