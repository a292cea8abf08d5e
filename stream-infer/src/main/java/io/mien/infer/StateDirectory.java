package io.mien.infer;

import io.mien.failures.FailureKind;
import io.mien.infer.operator.StateOwner;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Owns the folder that a job's checkpoints and savepoints are kept in. It finds the newest complete one, removes what
 * no job will read again, and keeps a second process out.
 */
final class StateDirectory implements AutoCloseable {
    /** Flink writes this file last and at once: a snapshot with it is complete. */
    private static final String METADATA = "_metadata";

    private final Path root;
    private final FileChannel lockFile;

    private StateDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Opens the folder, making it if absent.
     *
     * @throws InferenceException if it cannot be used
     */
    static StateDirectory open(Path root) {
        try {
            Path absolute = root.toAbsolutePath().normalize();
            Files.createDirectories(absolute);
            FileChannel channel =
                    FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new InferenceException(
                        FailureKind.USAGE,
                        "state directory " + absolute
                                + ": another inference job uses it (expected: one job; stop the other, or give this one"
                                + " another with --state)");
            }
            return new StateDirectory(absolute, channel);
        } catch (IOException e) {
            throw new InferenceException("state directory " + root + ": cannot be used: " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this process.
            return null;
        }
    }

    Path checkpoints() {
        return root.resolve("checkpoints");
    }

    Path savepoints() {
        return root.resolve("savepoints");
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    /** The newest complete checkpoint or savepoint. */
    Optional<Path> newestSnapshot() {
        return snapshots().stream().max(Comparator.comparing(StateDirectory::completedAt));
    }

    /**
     * Holds the number of slots against that of the last run, and notes it. A checkpoint of an older version holds the
     * requests that were on their way to the model in a list which Flink hands out to the slots one by one: with another
     * number of slots a subject's would come in another order. A savepoint of a drained job holds none.
     *
     * @throws InferenceException if the newest snapshot is a checkpoint of another number of slots
     */
    void requireParallelism(int parallelism) {
        Path note = root.resolve("parallelism");
        try {
            if (Files.exists(note)
                    && newestSnapshot()
                            .filter(path -> path.startsWith(checkpoints()))
                            .isPresent()) {
                String last = Files.readString(note).strip();
                if (!last.equals(Integer.toString(parallelism))) {
                    throw new InferenceException(
                            FailureKind.USAGE,
                            "parallelism: " + parallelism + " (expected: " + last
                                    + ", that of the job which was not drained when it stopped; run and drain it so first,"
                                    + " or give this one another state directory than " + root + ")");
                }
            }
            Files.writeString(note, Integer.toString(parallelism));
        } catch (IOException e) {
            throw new InferenceException("state directory " + root + ": cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Holds a job against the one that the newest snapshot is of, and notes whose the state is from now on.
     *
     * @throws InferenceException if it is another's
     */
    void requireOwner(StateOwner owner) {
        Path note = root.resolve("owner");
        try {
            Map<String, String> facts = new HashMap<>(owner.facts());
            if (Files.exists(note) && newestSnapshot().isPresent()) {
                Properties last = new Properties();
                try (Reader reader = Files.newBufferedReader(note)) {
                    last.load(reader);
                }
                Map<String, String> noted = new HashMap<>();
                last.stringPropertyNames().forEach(name -> noted.put(name, last.getProperty(name)));
                owner.objection(new StateOwner(noted)).ifPresent(objection -> {
                    throw new InferenceException(
                            FailureKind.USAGE,
                            "state directory " + root + ": " + objection
                                    + "; run it with that, or forget the state with --fresh, or give this job another directory");
                });
                // What is noted of models that were deployed since stays; what nobody knew before is added.
                facts.putAll(noted);
            }
            noteOwner(new StateOwner(facts));
        } catch (IOException e) {
            throw new InferenceException("state directory " + root + ": cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Notes whose the state is.
     *
     * @throws InferenceException if it cannot be written
     */
    void noteOwner(StateOwner owner) {
        Properties facts = new Properties();
        facts.putAll(owner.facts());
        Path note = root.resolve("owner");
        Path unfinished = root.resolve("owner.new");
        try {
            try (Writer writer = Files.newBufferedWriter(unfinished)) {
                facts.store(writer, null);
            }
            Files.move(unfinished, note, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new InferenceException("state directory " + root + ": cannot be used: " + e.getMessage(), e);
        }
    }

    /** Removes every snapshot, and the notes about them. */
    void forget() {
        delete(checkpoints());
        delete(savepoints());
        delete(root.resolve("parallelism"));
        delete(root.resolve("owner"));
    }

    /** Removes all that is older than the newest snapshot, and temporary files of a process that was killed. */
    void prune() {
        Optional<Path> newest = newestSnapshot();
        Stream.concat(children(checkpoints()), children(savepoints()))
                .filter(folder -> newest.isEmpty() || !newest.get().startsWith(folder))
                .forEach(StateDirectory::delete);
        delete(temporary());
    }

    private List<Path> snapshots() {
        return Stream.concat(children(checkpoints()).flatMap(StateDirectory::children), children(savepoints()))
                .filter(folder -> Files.isRegularFile(folder.resolve(METADATA)))
                .toList();
    }

    private static FileTime completedAt(Path snapshot) {
        try {
            return Files.getLastModifiedTime(snapshot.resolve(METADATA));
        } catch (IOException e) {
            throw new InferenceException("cannot read " + snapshot + ": " + e.getMessage(), e);
        }
    }

    private static Stream<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList().stream();
        } catch (IOException e) {
            throw new InferenceException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new InferenceException("cannot remove " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (!lockFile.isOpen()) {
            // It belongs to another process by now.
            return;
        }
        try (lockFile) {
            delete(temporary());
        } catch (IOException e) {
            throw new InferenceException("state directory " + root + ": cannot be released: " + e.getMessage(), e);
        }
    }
}
