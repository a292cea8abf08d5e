package io.mien.recording;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a segment's list of blocks: where a block lies, what it holds and its digest, so that one that can no longer be
 * read can still be named.
 *
 * @param start first byte in the file
 * @param end the byte after the last
 * @param sha256 over these bytes
 * @param records in it
 * @param first record's place
 * @param last record's place
 */
record BlockEntry(long start, long end, String sha256, int records, Place first, Place last) {
    private static final Pattern LINE = Pattern.compile(
            "(\\d{1,18}) (\\d{1,18}) ([0-9a-f]{64}) (\\d{1,9}) (\\d{1,9})@(\\d{1,18}) (\\d{1,9})@(\\d{1,18})");

    /** Of a record in its topic. */
    record Place(int partition, long offset) {
        @Override
        public String toString() {
            return partition + "@" + offset;
        }
    }

    String line() {
        return start + " " + end + " " + sha256 + " " + records + " " + first + " " + last;
    }

    /** Null if it is no such line, as one that was cut off. */
    static @Nullable BlockEntry parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? new BlockEntry(
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        matcher.group(3),
                        Integer.parseInt(matcher.group(4)),
                        new Place(Integer.parseInt(matcher.group(5)), Long.parseLong(matcher.group(6))),
                        new Place(Integer.parseInt(matcher.group(7)), Long.parseLong(matcher.group(8))))
                : null;
    }
}
