package io.mien.cli.deadletters;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which letters of one partition were put back. Kept where Kafka keeps a group's position, so that it changes with the
 * records in one transaction: the position is the first letter that was not put back, and the note beside it has a bit
 * for each offset from there on.
 */
final class RedriveMarks {
    private static final String VERSION = "1 ";
    /** Kafka's default for the note is 4096 bytes. */
    private static final int LONGEST_NOTE = 4000;
    /** A note that unpacks to more was not written here. */
    private static final int LARGEST_BITS = 8 << 20;

    private final TreeSet<Long> letters = new TreeSet<>();
    private final TreeSet<Long> done = new TreeSet<>();
    private long base;

    /** What a position and its note say; a note of somebody else's is refused. */
    void read(OffsetAndMetadata committed) {
        String note = committed.metadata();
        base = committed.offset();
        if (note == null || note.isEmpty()) {
            return;
        }
        if (!note.startsWith(VERSION)) {
            throw new CommandException(
                    ExitCode.KAFKA,
                    "group " + Redrive.GROUP
                            + ": its position was written by another program (expected: a group that only"
                            + " mien dlq redrive uses; delete the group to begin anew)");
        }
        try (InputStream bits = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(note.substring(VERSION.length()))))) {
            BitSet.valueOf(bits.readNBytes(LARGEST_BITS)).stream().forEach(bit -> done.add(base + bit));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a letter that lies there, in the order of their offsets. */
    void found(long offset) {
        letters.add(offset);
    }

    /** Whether it was put back. */
    boolean isDone(long offset) {
        return offset < base || done.contains(offset);
    }

    void done(long offset) {
        done.add(offset);
    }

    /**
     * As Kafka keeps it.
     *
     * @throws CommandException if too much would have to be noted
     */
    OffsetAndMetadata committed(TopicPartition partition) {
        long first = letters.stream()
                .filter(offset -> !isDone(offset))
                .findFirst()
                .orElseGet(() -> letters.isEmpty() ? base : Math.max(base, letters.last() + 1));
        BitSet bits = new BitSet();
        done.tailSet(first).forEach(offset -> bits.set(Math.toIntExact(offset - first)));
        String note = bits.isEmpty() ? "" : VERSION + packed(bits);
        if (note.length() > LONGEST_NOTE) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "dead letters of " + partition
                            + ": those that were re-driven lie too scattered among those that were"
                            + " not (expected: fewer restrictions, such as all of a topic, or of one time)");
        }
        return new OffsetAndMetadata(first, note);
    }

    private static String packed(BitSet bits) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(bits.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** The marks of each partition. */
    static Map<TopicPartition, RedriveMarks> of(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, RedriveMarks> marks =
                new TreeMap<>(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
        committed.forEach((partition, position) -> {
            RedriveMarks read = new RedriveMarks();
            if (position != null) {
                read.read(position);
            }
            marks.put(partition, read);
        });
        return marks;
    }
}
