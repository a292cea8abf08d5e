package io.mien.dashboard.alerts;

import io.mien.schemas.avro.ExpressionReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks after streams that no readings come of. Not safe for use by many threads. */
final class NoReadingsWatch implements Watch {
    /** A stream that is not heard of for so long is forgotten, unless the rule names it. */
    private static final Duration FORGET_AFTER = Duration.ofDays(1);
    /** While an alert goes on, so many readings have to come in the time that it takes to end. */
    private static final int READINGS_TO_END = 3;

    /** One stream. */
    private final class Place {
        private final String stream;
        private final Condition condition;
        private Instant heardAt;

        Place(String stream, Instant heardAt) {
            this.stream = stream;
            this.heardAt = heardAt;
            this.condition = new Condition(rule, Alert.Kind.NO_READINGS, null, stream, log);
        }

        void hear(String readingId, Instant at) {
            heardAt = at.isAfter(heardAt) ? at : heardAt;
            if (condition.active()) {
                condition.observe(heardAt, false, () -> "");
            } else {
                condition.evidence().clear();
                condition.evidence().addStream(stream);
                condition.evidence().addReading(readingId);
            }
        }

        void look(Instant now, boolean ended) {
            if (ended) {
                condition.finish(now);
                heardAt = now;
                return;
            }
            Duration longest = condition.active()
                    ? rule.times().clear().dividedBy(READINGS_TO_END)
                    : rule.times().hold();
            boolean silent = Duration.between(heardAt, now).compareTo(longest) > 0;
            if (!condition.active() && silent) {
                condition.evidence().addStream(stream);
                condition.observe(heardAt, true, this::sentence);
            }
            if (silent || condition.active()) {
                condition.observe(now, silent, this::sentence);
            }
        }

        private String sentence() {
            return stream + ": no reading for "
                    + AlertWords.duration(rule.times().hold()) + " or longer";
        }
    }

    private final AlertRule.NoReadings rule;
    private final AlertLog log;
    private final Places<Place> places = new Places<>();

    NoReadingsWatch(AlertRule.NoReadings rule, AlertLog log) {
        this.rule = rule;
        this.log = log;
    }

    @Override
    public void take(ExpressionReading reading, Instant heardAt) {
        if (rule.streams().includes(reading.getStreamId())) {
            place(reading.getStreamId(), heardAt).hear(reading.getReadingId(), heardAt);
        }
    }

    private Place place(String stream, Instant now) {
        return places.of(stream, name -> new Place(name, now), gone -> gone.condition.finish(now));
    }

    @Override
    public void tick(Instant now, List<FeedSign> feeds) {
        Set<String> ended = feeds.stream()
                .filter(feed -> feed.standing() == FeedSign.Standing.ENDED)
                .map(FeedSign::stream)
                .collect(Collectors.toSet());
        List<String> expected = rule.streams().expected();
        expected.forEach(stream -> place(stream, now));
        places.all().removeIf(place -> {
            boolean forgotten = place.heardAt.plus(FORGET_AFTER).isBefore(now) && !expected.contains(place.stream);
            if (forgotten) {
                place.condition.finish(now);
            } else {
                place.look(now, ended.contains(place.stream));
            }
            return forgotten;
        });
    }
}
