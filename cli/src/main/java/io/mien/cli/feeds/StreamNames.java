package io.mien.cli.feeds;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.ingest.feed.FeedSettings;
import io.mien.schemas.IdentifierRule;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/** Names of streams after their files, each once. */
final class StreamNames {
    private static final int DIGEST_BYTES = 6;
    /** Leaves room for the digest, and for a number where a name is taken. */
    private static final int KEPT = FeedSettings.LONGEST_STREAM_ID - 2 * DIGEST_BYTES - 8;

    private final Set<String> taken = new HashSet<>();

    /** A name of its own: two files may have the same one, in different folders or given twice. */
    String of(Path file) {
        return of(baseName(file));
    }

    /** A name of its own, like the one proposed. */
    String of(String proposed) {
        String name = shortened(plain(proposed));
        String free = name;
        for (int i = 2; !taken.add(free); i++) {
            free = name + "-" + i;
        }
        return free;
    }

    /** Whether the file's name is too long for a stream. */
    static boolean isShortened(Path file) {
        return baseName(file).length() > KEPT;
    }

    private static String baseName(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return plain(dot > 0 ? name.substring(0, dot) : name);
    }

    private static String plain(String base) {
        String plain = base.codePoints()
                .map(point -> IdentifierRule.breaksLines(point) ? '_' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.isBlank() ? "video" : plain;
    }

    private static String shortened(String name) {
        if (name.length() <= KEPT) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(KEPT - 1)) ? KEPT - 1 : KEPT;
        return name.substring(0, end) + "-" + digest(name);
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
