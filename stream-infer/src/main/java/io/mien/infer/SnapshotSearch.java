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

/** Finds the newest complete checkpoint in a folder of any of Flink's file systems. */
final class SnapshotSearch {
    /** Flink writes this file last: a snapshot with it is complete. */
    private static final String METADATA = "_metadata";

    private static final String CHECKPOINT = "chk-";

    private SnapshotSearch() {}

    /**
     * The newest of all jobs' checkpoints in the folder; empty if there is none.
     *
     * @param folder Flink's {@code execution.checkpointing.dir}
     * @throws InferenceException if the folder cannot be read
     */
    static Optional<String> newest(String folder) {
        Path root = new Path(folder);
        try {
            FileSystem files = root.getFileSystem();
            List<FileStatus> complete = new ArrayList<>();
            for (FileStatus job : children(files, root)) {
                for (FileStatus checkpoint : children(files, job.getPath())) {
                    if (checkpoint.getPath().getName().startsWith(CHECKPOINT)) {
                        children(files, checkpoint.getPath()).stream()
                                .filter(file -> file.getPath().getName().equals(METADATA))
                                .forEach(complete::add);
                    }
                }
            }
            return complete.stream()
                    .max(Comparator.comparingLong(FileStatus::getModificationTime))
                    .map(metadata -> metadata.getPath().getParent().toString());
        } catch (IOException e) {
            throw new InferenceException("checkpoints " + folder + ": cannot be read: " + e.getMessage(), e);
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
