package io.mien.making.importing;

import io.mien.models.ModelException;
import io.mien.models.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Says which files a model was made of. */
public final class SourceFiles {
    private static final int BUFFER = 1 << 20;

    private SourceFiles() {}

    /**
     * Reads a file once, for its digest.
     *
     * @param role what it gives, for example {@code clip} or {@code head}
     * @throws ModelException if it cannot be read
     */
    public static SourceFile of(String role, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            long bytes = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.update(buffer, 0, read);
                bytes += read;
            }
            return new SourceFile(
                    role, file.getFileName().toString(), bytes, HexFormat.of().formatHex(sha256.digest()));
        } catch (IOException e) {
            throw new ModelException(role + " " + file + ": cannot be read: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
