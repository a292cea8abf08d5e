package io.mien.dashboard.history;

import io.mien.schemas.Topic;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a reading's record lies in the topic of readings. */
public record ReadingPlace(int partition, long offset) {
    private static final Pattern TEXT =
            Pattern.compile(Pattern.quote(Topic.EXPRESSIONS.topicName()) + "/(\\d{1,6})/(\\d{1,18})");

    /** Reads what {@link #toString} writes; empty for anything else. */
    public static Optional<ReadingPlace> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new ReadingPlace(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** Topic, partition and offset, as the command line takes it. */
    @Override
    public String toString() {
        return Topic.EXPRESSIONS.topicName() + "/" + partition + "/" + offset;
    }
}
