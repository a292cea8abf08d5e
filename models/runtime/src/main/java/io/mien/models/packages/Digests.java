package io.mien.models.packages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of files, and of a list of them. */
final class Digests {
    private static final int BUFFER = 1 << 20;

    private Digests() {}

    /** 64 hexadecimal digits over a file's bytes. */
    static String of(Path file) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /**
     * {@code sha256:} and the digest of the list as {@code sha256sum} prints it, so that anyone can recompute it: {@code
     * sha256sum FILE... | sha256sum}, with the files in the manifest's order.
     */
    static String of(List<PackagedFile> files) {
        MessageDigest sha256 = sha256();
        for (PackagedFile file : files) {
            sha256.update((file.sha256() + "  " + file.path() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
