package io.mien.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of the source tree are: in the folder that {@code bench/run} changes to, or above that of the tests. */
final class SourceTree {
    private SourceTree() {}

    /** A file or folder by its place from the tree's root, as an absolute path. */
    static Path path(String place) {
        Path here = Path.of(place).toAbsolutePath();
        return Files.exists(here) ? here : Path.of("..", place).toAbsolutePath().normalize();
    }
}
