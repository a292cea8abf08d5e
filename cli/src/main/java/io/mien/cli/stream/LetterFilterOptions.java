package io.mien.cli.stream;

import io.mien.cli.deadletters.LetterFilter;
import io.mien.schemas.DeadLetterReason;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters a command is about. */
final class LetterFilterOptions {
    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Only those of camera-frames or face-frames; may be given again.")
    Set<String> topics = Set.of();

    @Option(
            names = "--reason",
            paramLabel = "CODE",
            description = "Only those set aside for this reason; may be given again: ${COMPLETION-CANDIDATES}.")
    Set<DeadLetterReason> reasons = Set.of();

    @Option(names = "--stream", paramLabel = "ID", description = "Only those of this stream; may be given again.")
    Set<String> streams = Set.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Only those set aside then or later: 2026-11-29T09:30:00Z, or how long ago, such as 10m.")
    @Nullable
    Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Only those set aside before that.")
    @Nullable
    Instant until;

    LetterFilter filter() {
        return new LetterFilter(topics, reasons, streams, Optional.ofNullable(since), Optional.ofNullable(until));
    }
}
