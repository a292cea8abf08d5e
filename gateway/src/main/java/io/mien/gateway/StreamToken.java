package io.mien.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a client shows to send and read one stream. Only its SHA-256 is kept, and no message tells it. Immutable.
 */
public final class StreamToken {
    /** Before the digest of a token, in hexadecimal digits, where a token would stand. */
    public static final String DIGEST_PREFIX = "sha256:";

    private static final int SHORTEST = 16;
    private static final int LONGEST = 1_024;
    private static final int DIGEST_BYTES = 32;

    private final byte[] digest;

    private StreamToken(byte[] digest) {
        this.digest = digest;
    }

    /**
     * A token, or {@code sha256:} and the digest of one.
     *
     * @throws IllegalArgumentException if it is too short, or does not fit a header and a subprotocol of WebSocket
     */
    public static StreamToken parse(String text) {
        if (text.startsWith(DIGEST_PREFIX)) {
            return ofDigest(text.substring(DIGEST_PREFIX.length()));
        }
        // Never the token itself: messages end up in logs.
        if (text.length() < SHORTEST || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "token: " + text.length() + " characters (expected: " + SHORTEST + " to " + LONGEST + ")");
        }
        if (!text.chars().allMatch(StreamToken::isAllowed)) {
            throw new IllegalArgumentException(
                    "token: a character that does not fit (expected: letters, digits, '-', '.', '_' and '~')");
        }
        return new StreamToken(digest(text));
    }

    private static StreamToken ofDigest(String digits) {
        try {
            byte[] digest = HexFormat.of().parseHex(digits);
            if (digest.length == DIGEST_BYTES) {
                return new StreamToken(digest);
            }
        } catch (IllegalArgumentException e) {
            // Said below, without what was given.
        }
        throw new IllegalArgumentException("token: " + DIGEST_PREFIX + " and " + digits.length()
                + " characters (expected: 64 hexadecimal digits behind it)");
    }

    private static boolean isAllowed(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || "-._~".indexOf(character) >= 0;
    }

    /** The digest of what a client showed. */
    static byte[] digest(String shown) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(shown.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Takes the same time whatever the difference. */
    boolean hasDigest(byte[] other) {
        return MessageDigest.isEqual(digest, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamToken token && hasDigest(token.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    /** Tells nothing. */
    @Override
    public String toString() {
        return "token";
    }
}
