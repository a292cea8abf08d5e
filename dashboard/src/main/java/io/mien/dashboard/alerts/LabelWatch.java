package io.mien.dashboard.alerts;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** Looks after a label's share, of each subject, or of several at once. Not safe for use by many threads. */
final class LabelWatch implements Watch {
    private static final String ALL_STREAMS = "";

    private final AlertRule.LabelAbove rule;
    private final AlertLog log;
    private final Places<LabelPlace> places = new Places<>();

    LabelWatch(AlertRule.LabelAbove rule, AlertLog log) {
        this.rule = rule;
        this.log = log;
    }

    @Override
    public void take(ExpressionReading reading, Instant heardAt) {
        List<String> labels = reading.getLabelSet().getLabels();
        int index = 0;
        while (index < labels.size() && !labels.get(index).equalsIgnoreCase(rule.label())) {
            index++;
        }
        if (index < labels.size() && rule.streams().includes(reading.getStreamId())) {
            // An abstained reading says nothing, which is not much.
            OptionalDouble share = reading.getStatus() == ReadingStatus.ABSTAINED
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(reading.getProbabilities().get(index));
            places.of(place(reading), name -> new LabelPlace(rule, name, log), LabelPlace::finish)
                    .take(reading, share, heardAt);
        }
    }

    private String place(ExpressionReading reading) {
        if (rule.together()) {
            return ALL_STREAMS;
        }
        return rule.subjects() > 1
                ? reading.getStreamId()
                : reading.getStreamId().length() + ":" + reading.getStreamId() + reading.getSubjectId();
    }

    @Override
    public void tick(Instant now, List<FeedSign> feeds) {
        places.forget(now.minus(GONE), LabelPlace::heardAt, LabelPlace::finish);
    }
}
