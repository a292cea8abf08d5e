package io.mien.recording;

import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something in a recording that is not as it was written.
 *
 * @param kind of damage
 * @param file in the recording's folder
 * @param topic of the records concerned; null if none can be told
 * @param partition of the first record concerned; -1 if none can be told
 * @param firstOffset of the records concerned; -1 if none can be told
 * @param lastOffset of the records concerned; -1 if none can be told
 * @param recordedSha256 the digest that was noted; empty if there is none
 * @param foundSha256 the digest of what is there; empty if nothing is
 * @param message one sentence
 */
public record Damage(
        Kind kind,
        String file,
        @Nullable String topic,
        int partition,
        long firstOffset,
        long lastOffset,
        String recordedSha256,
        String foundSha256,
        String message) {

    private static final int MOST_LISTED = 20;

    /** What is wrong. */
    public enum Kind {
        /** A record's value has another digest than was noted beside it. */
        RECORD_CHANGED,
        /** A block has other bytes than were written, and its records are as noted. */
        BLOCK_CHANGED,
        /** A block cannot be read any more; its records are lost. */
        BLOCK_UNREADABLE,
        /** A file has another digest than the manifest says. */
        FILE_CHANGED,
        /** A file of the manifest is not there. */
        FILE_MISSING,
        /** The recording ended in the middle of a block, or of nothing: what is whole was read. */
        CUT_OFF
    }

    static Damage ofFile(Kind kind, String file, String recorded, String found, String message) {
        return new Damage(kind, file, null, -1, -1, -1, recorded, found, message);
    }

    static Damage ofBlock(Kind kind, String topic, String file, BlockEntry entry, String found, String message) {
        return new Damage(
                kind,
                file,
                topic,
                entry.first().partition(),
                entry.first().offset(),
                entry.last().offset(),
                entry.sha256(),
                found,
                message);
    }

    /** Their sentences, a line each, and how many more there are than can be read. */
    public static String listed(Collection<Damage> damages) {
        int more = damages.size() - MOST_LISTED;
        return damages.stream()
                        .limit(MOST_LISTED)
                        .map(damage -> "\n  " + damage.message())
                        .collect(Collectors.joining())
                + (more > 0 ? "\n  … and " + more + " more" : "");
    }

    /** A cut-off is an honest end; everything else is a change. */
    public boolean isChange() {
        return kind != Kind.CUT_OFF;
    }
}
