package io.mien.cli.deadletters;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.schemas.DeadLetterHeaders;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/** Where a record lies in Kafka; written as {@code face-frames.dlq/2/17}. */
public record LetterPlace(String topic, int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("([^/]+)/([0-9]{1,9})/([0-9]{1,18})");

    /**
     * Reads one as it is written.
     *
     * @throws CommandException if it is none
     */
    public static LetterPlace parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "dead letter: " + StoredLetter.shown(text)
                            + " (expected: topic, partition and offset as mien dlq list"
                            + " shows them, such as face-frames.dlq/2/17)");
        }
        return new LetterPlace(matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    /** Where a dead letter says that its record came from; empty if it does not say it in full. */
    static Optional<LetterPlace> source(Headers headers) {
        return DeadLetterHeaders.text(headers, DeadLetterHeaders.TOPIC)
                .flatMap(topic -> DeadLetterHeaders.text(headers, DeadLetterHeaders.PARTITION)
                        .flatMap(partition -> DeadLetterHeaders.text(headers, DeadLetterHeaders.OFFSET)
                                .map(offset -> topic + "/" + partition + "/" + offset)))
                .filter(text -> FORM.matcher(text).matches())
                .map(LetterPlace::parse);
    }

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
