package io.mien.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names keys: half a digest of the stream's id, which finds the keys of a stream, and a random part. */
final class KeyId {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}-[0-9a-f]{16}");
    private static final int DIGEST_BYTES = 16;
    private static final int RANDOM_BYTES = 8;

    private KeyId() {}

    static String newId(String streamId) {
        return prefix(streamId) + KeyFiles.randomHex(RANDOM_BYTES);
    }

    /** How all ids of a stream's keys begin. */
    static String prefix(String streamId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(streamId.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES) + "-";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether it may be part of a file's name: ids come from records, which anybody may have written. */
    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }
}
