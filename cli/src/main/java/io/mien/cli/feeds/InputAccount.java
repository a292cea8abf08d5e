package io.mien.cli.feeds;

import io.mien.ingest.feed.FeedSummary;
import io.mien.ingest.sources.LeftOutReason;
import io.mien.ingest.topology.PassedOverReason;
import io.mien.ingest.topology.StreamCounts;
import io.mien.schemas.DeadLetterReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where every picture of an input went. {@code found = published + left out}; {@code published = looked at + repeated + passed
 * over + set aside + elsewhere}.
 *
 * @param stream its name
 * @param found pictures that the input has
 * @param published as camera frames
 * @param leftOut of those found, by reason
 * @param timesRepaired published with a time that was put right
 * @param lookedAt whose faces were looked for
 * @param repeated that had been published before, dropped
 * @param passedOver of live cameras, to keep up, by reason
 * @param setAside that went to the dead letters, by reason
 * @param elsewhere published, and worked off by another process of the group, or still to be worked off
 * @param facesDetected in all pictures together, confirmed or not
 * @param faceFrames written
 * @param subjects that appeared
 * @param notes what was peculiar, one sentence each
 * @param littleCame why nothing or little came of it, in one sentence; null if enough did
 */
public record InputAccount(
        String stream,
        long found,
        long published,
        Map<LeftOutReason, Long> leftOut,
        long timesRepaired,
        long lookedAt,
        long repeated,
        Map<PassedOverReason, Long> passedOver,
        Map<DeadLetterReason, Long> setAside,
        long elsewhere,
        long facesDetected,
        long faceFrames,
        long subjects,
        List<String> notes,
        @Nullable String littleCame) {
    /** Of the pictures; so many may be lost before that is said to be little. */
    private static final double TOLERATED = 0.05;

    public InputAccount {
        leftOut = Map.copyOf(leftOut);
        passedOver = Map.copyOf(passedOver);
        setAside = Map.copyOf(setAside);
        notes = List.copyOf(notes);
    }

    static InputAccount of(FeedSummary feed, StreamCounts counts, List<String> planned) {
        List<String> notes = new ArrayList<>(planned);
        notes.addAll(feed.account().notes());
        long worked = counts.lookedAt() + counts.repeated() + counts.passedOverTotal() + counts.setAsideTotal();
        return new InputAccount(
                feed.streamId(),
                feed.frames() + feed.account().leftOutTotal(),
                feed.frames(),
                feed.account().leftOut(),
                feed.account().timesRepaired(),
                counts.lookedAt(),
                counts.repeated(),
                counts.passedOver(),
                counts.setAside(),
                // A frame that is read again after a failure is counted again.
                Math.max(0, feed.frames() - worked),
                counts.facesDetected(),
                counts.faceFrames(),
                counts.subjects(),
                notes,
                littleCame(feed, counts).orElse(null));
    }

    private static Optional<String> littleCame(FeedSummary feed, StreamCounts counts) {
        if (!feed.complete()) {
            return Optional.empty();
        }
        String who = feed.streamId() + ": ";
        long damaged = feed.account().leftOut().getOrDefault(LeftOutReason.DAMAGED, 0L);
        if (counts.setAsideTotal() > TOLERATED * feed.frames()) {
            return Optional.of(who + counts.setAsideTotal() + " of " + feed.frames() + " pictures were set aside ("
                    + reasons(counts.setAside()) + "; see the topic camera-frames.dlq)");
        }
        boolean allHere = counts.lookedAt() + counts.repeated() + counts.passedOverTotal() + counts.setAsideTotal()
                >= feed.frames();
        if (allHere && counts.facesDetected() == 0) {
            return Optional.of(who + "no face was found in " + feed.frames()
                    + " pictures (turned, small or dark faces need YuNet: --detector FILE)");
        }
        if (allHere && counts.faceFrames() == 0) {
            return Optional.of(who + "faces were found " + counts.facesDetected() + " times in " + feed.frames()
                    + " pictures, but none long enough to be followed"
                    + (tooSeldom(feed)
                            ? ": its pictures come too seldom, a face is followed over gaps of a second"
                            : ""));
        }
        if (feed.account().endedEarly()) {
            return Optional.of(
                    feed.warnings().isEmpty()
                            ? who + "less came than it announced"
                            : who + feed.warnings().get(feed.warnings().size() - 1));
        }
        if (damaged > TOLERATED * (feed.frames() + damaged)) {
            return Optional.of(who + damaged + " of " + (feed.frames() + damaged) + " pictures are damaged");
        }
        return Optional.empty();
    }

    private static boolean tooSeldom(FeedSummary feed) {
        return feed.frames() > 1 && feed.length().toMillis() / (feed.frames() - 1) > 900;
    }

    /** As {@code 12 CAPTURED_IN_FUTURE}. */
    private static String reasons(Map<? extends Enum<?>, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey((one, other) -> one.name().compareTo(other.name())))
                .map(entry -> entry.getValue() + " " + entry.getKey().name())
                .collect(Collectors.joining(", "));
    }

    /** All of it in a line. */
    public String line() {
        Map<LeftOutReason, Long> left = leftOut.isEmpty() ? Map.of() : new EnumMap<>(leftOut);
        return stream + ": " + found + " pictures: " + published + " published" + listed(" left out", left)
                + "; " + lookedAt + " looked at"
                + (passedOver.isEmpty() ? "" : listed(" passed over", passedOver))
                + listed(" set aside", setAside)
                + (repeated > 0 ? ", " + repeated + " repeated" : "")
                + (elsewhere > 0 ? ", " + elsewhere + " worked off elsewhere" : "")
                + "; " + faceFrames + " face frames of " + subjects + (subjects == 1 ? " subject" : " subjects")
                + (timesRepaired > 0 ? "; " + timesRepaired + " times put right" : "");
    }

    private static String listed(String what, Map<? extends Enum<?>, Long> counts) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        return ", " + total + what + (total > 0 ? " (" + reasons(counts) + ")" : "");
    }
}
