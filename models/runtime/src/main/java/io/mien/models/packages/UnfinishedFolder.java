package io.mien.models.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new folder that is deleted when it is closed, or when the JVM is told to end before that: a signal skips {@code
 * finally}.
 */
final class UnfinishedFolder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UnfinishedFolder.class);

    private final Path path;
    private final Thread atTheEnd;

    private UnfinishedFolder(Path path) {
        this.path = path;
        this.atTheEnd = new Thread(this::deleteQuietly, "unfinished-package");
    }

    /** Creates it; nothing may be there. */
    static UnfinishedFolder create(Path path) throws IOException {
        UnfinishedFolder folder = new UnfinishedFolder(Files.createDirectory(path));
        Runtime.getRuntime().addShutdownHook(folder.atTheEnd);
        return folder;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException e) {
            log.debug("the JVM is ending, which deletes {} as well", path);
            return;
        }
        delete();
    }

    private void deleteQuietly() {
        try {
            delete();
        } catch (IOException e) {
            log.info("unfinished package not deleted: {} folder={}", e.getMessage(), path);
        }
    }

    private void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(path)) {
            files = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
