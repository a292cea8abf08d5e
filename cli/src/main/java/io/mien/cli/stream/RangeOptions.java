package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.recording.kafka.RecordingPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which part of {@code face-frames} and {@code expressions} is meant. */
final class RangeOptions {
    private static final Pattern PLACE = Pattern.compile("(face-frames|expressions)/(\\d{1,6})/(\\d{1,18})");

    @Option(
            names = "--streams",
            split = ",",
            paramLabel = "ID",
            description = "These streams, with commas between them; all without it.")
    List<String> streams = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "Begin with what the brokers received at that time; without it with all that they still hold.")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "End before what they received at that time.")
    @Nullable
    String to;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "End that long after --from, or after now without it.")
    @Nullable
    Duration time;

    @Option(
            names = "--from-offset",
            split = ",",
            paramLabel = "TOPIC/PARTITION/OFFSET",
            description =
                    "Begin with that record of that partition, such as face-frames/0/1200; with commas between several. Stronger than --from.")
    List<String> fromOffsets = List.of();

    @Option(
            names = "--to-offset",
            split = ",",
            paramLabel = "TOPIC/PARTITION/OFFSET",
            description =
                    "End before that record of that partition. With an end for each partition of face-frames, all ends when they are reached, with the readings that are there then.")
    List<String> toOffsets = List.of();

    /** Whether any of these was given. */
    boolean isGiven() {
        return !streams.isEmpty()
                || from != null
                || to != null
                || time != null
                || !fromOffsets.isEmpty()
                || !toOffsets.isEmpty();
    }

    /** Whether it ends by itself. */
    boolean hasEnd() {
        return to != null || time != null || !toOffsets.isEmpty();
    }

    RecordingPlan plan() {
        Instant begin = instant("--from", from);
        Instant end = instant("--to", to);
        if (end != null && time != null) {
            throw new CommandException(ExitCode.USAGE, "--to and --for: both (expected: one of them)");
        }
        if (time != null) {
            end = (begin == null ? Instant.now() : begin).plus(time);
        }
        return new RecordingPlan(
                streams, begin, end, offsets("--from-offset", fromOffsets), offsets("--to-offset", toOffsets));
    }

    private static Map<TopicPartition, Long> offsets(String option, List<String> places) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (String place : places) {
            Matcher matcher = PLACE.matcher(place);
            if (!matcher.matches()) {
                throw new CommandException(
                        ExitCode.USAGE,
                        option + ": " + place + " (expected: a place such as face-frames/0/1200 or expressions/0/40)");
            }
            TopicPartition partition = new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2)));
            if (offsets.put(partition, Long.parseLong(matcher.group(3))) != null) {
                throw new CommandException(
                        ExitCode.USAGE,
                        option + ": " + partition.topic() + "/" + partition.partition()
                                + " twice (expected: once for each partition)");
            }
        }
        return offsets;
    }

    private static @Nullable Instant instant(String option, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandException(
                    ExitCode.USAGE, option + ": " + text + " (expected: a time such as 2026-11-29T08:00:00Z)", e);
        }
    }
}
