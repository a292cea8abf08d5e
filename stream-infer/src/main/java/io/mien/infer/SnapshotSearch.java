package io.mien.infer;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** Finds the newest complete checkpoint or savepoint in folders of any of Flink's file systems. */
final class SnapshotSearch {
    /** Flink writes this file last: a snapshot with it is complete. */
    private static final String METADATA = "_metadata";

    private static final String CHECKPOINT = "chk-";
    private static final String SAVEPOINT = "savepoint-";

    private SnapshotSearch() {}

    /**
     * The newest of all jobs' snapshots in the folders; empty if there is none.
     *
     * @param checkpoints Flink's {@code execution.checkpointing.dir}
     * @param savepoints Flink's {@code execution.checkpointing.savepoint-dir}; null if there is none
     * @throws InferenceException if a folder cannot be read
     */
    static Optional<String> newest(String checkpoints, @Nullable String savepoints) {
        List<FileStatus> complete = new ArrayList<>();
        for (FileStatus job : children(new Path(checkpoints))) {
            complete.addAll(complete(job.getPath(), CHECKPOINT));
        }
        if (savepoints != null) {
            complete.addAll(complete(new Path(savepoints), SAVEPOINT));
        }
        return complete.stream()
                .max(Comparator.comparingLong(FileStatus::getModificationTime))
                .map(metadata -> metadata.getPath().getParent().toString());
    }

    /** The last files of a folder's complete snapshots. */
    private static List<FileStatus> complete(Path folder, String prefix) {
        return children(folder).stream()
                .filter(snapshot -> snapshot.getPath().getName().startsWith(prefix))
                .flatMap(snapshot -> children(snapshot.getPath()).stream())
                .filter(file -> file.getPath().getName().equals(METADATA))
                .toList();
    }

    private static List<FileStatus> children(Path folder) {
        try {
            return children(folder.getFileSystem(), folder);
        } catch (IOException e) {
            throw new InferenceException("snapshots in " + folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<FileStatus> children(FileSystem files, Path folder) throws IOException {
        try {
            @Nullable FileStatus[] found = files.listStatus(folder);
            if (found == null) {
                return List.of();
            }
            List<FileStatus> children = new ArrayList<>();
            for (FileStatus status : found) {
                if (status != null) {
                    children.add(status);
                }
            }
            return children;
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
