package io.mien.infer.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a group, or says so.
 *
 * @param memberId that the brokers gave to the holder when it took the group; empty if it has not. It is another after the
 *     brokers have given a member up, so that whoever was away for too long claims nothing
 * @param description for people, on one line
 */
record LeaseHolder(String memberId, String description) {
    private static final char SEPARATOR = '\n';

    ByteBuffer encode() {
        return ByteBuffer.wrap((memberId + SEPARATOR + description).getBytes(UTF_8));
    }

    /** What another member sent; somebody who is not known if that cannot be read. */
    static LeaseHolder decode(@Nullable ByteBuffer bytes) {
        String text = bytes == null ? "" : UTF_8.decode(bytes.duplicate()).toString();
        int separator = text.indexOf(SEPARATOR);
        return separator < 0
                ? new LeaseHolder("", "a process that does not say which")
                : new LeaseHolder(text.substring(0, separator), text.substring(separator + 1));
    }
}
