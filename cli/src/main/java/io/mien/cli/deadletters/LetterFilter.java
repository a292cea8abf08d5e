package io.mien.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.Topic;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which dead letters are meant; an empty set or time stands for all.
 *
 * @param topics whose dead letters, by the name of that topic or of its dead letters
 * @param reasons why they were set aside
 * @param streams whose records they are
 * @param since set aside then or later
 * @param until set aside before
 */
public record LetterFilter(
        Set<String> topics,
        Set<DeadLetterReason> reasons,
        Set<String> streams,
        Optional<Instant> since,
        Optional<Instant> until) {

    /** Every dead letter. */
    public static final LetterFilter ALL =
            new LetterFilter(Set.of(), Set.of(), Set.of(), Optional.empty(), Optional.empty());

    /**
     * @throws CommandException if a topic has no dead letters, or the times are the wrong way round
     */
    public LetterFilter {
        topics = Set.copyOf(topics);
        reasons = Set.copyOf(reasons);
        streams = Set.copyOf(streams);
        if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--since " + since.get() + " --until " + until.get() + " (expected: the earlier one first)");
        }
        for (String name : topics) {
            if (sources().stream().noneMatch(source -> isNamed(source, name))) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "--topic: " + name + " (expected: "
                                + sources().stream().map(Topic::topicName).collect(Collectors.joining(" or ")) + ")");
            }
        }
    }

    private static List<Topic> sources() {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.deadLetters().isPresent())
                .toList();
    }

    private static boolean isNamed(Topic source, String name) {
        return source.topicName().equals(name)
                || source.deadLetters().orElseThrow().topicName().equals(name);
    }

    /** The topics whose dead letters are meant. */
    public List<Topic> sourceTopics() {
        return sources().stream()
                .filter(source -> topics.isEmpty() || topics.stream().anyMatch(name -> isNamed(source, name)))
                .toList();
    }

    boolean matches(ConsumerRecord<byte[], byte[]> letter) {
        Instant at = Instant.ofEpochMilli(letter.timestamp());
        return since.filter(at::isBefore).isEmpty()
                && until.filter(end -> !at.isBefore(end)).isEmpty()
                && (streams.isEmpty() || (letter.key() != null && streams.contains(new String(letter.key(), UTF_8))))
                && (reasons.isEmpty()
                        || DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.REASON)
                                .filter(code -> reasons.stream()
                                        .anyMatch(reason -> reason.name().equals(code)))
                                .isPresent());
    }
}
