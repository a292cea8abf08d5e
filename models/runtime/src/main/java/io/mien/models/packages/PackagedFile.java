package io.mien.models.packages;

/**
 * A file of a model package, as its manifest lists it.
 *
 * @param path from the package's folder, with {@code /}
 * @param bytes its length
 * @param sha256 64 hexadecimal digits
 */
record PackagedFile(String path, long bytes, String sha256) implements Comparable<PackagedFile> {

    /** The order in which files are listed and digested. */
    @Override
    public int compareTo(PackagedFile other) {
        return path.compareTo(other.path);
    }
}
