package io.mien.models;

/**
 * A file that a model was made of.
 *
 * @param role what it gave, for example {@code clip} or {@code head}
 * @param file its name, without folders
 * @param bytes its length
 * @param sha256 64 hexadecimal digits
 */
public record SourceFile(String role, String file, long bytes, String sha256) {}
