package io.mien.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small disk that can be filled to its last byte and freed again: a file system in memory, in a mount namespace that a process of
 * ours holds, so that whoever may make a user namespace has one. It is gone with this process. Not safe for use by many threads.
 */
final class CheckpointDisk implements AutoCloseable {
    private static final String BALLAST = "ballast";
    private static final int BLOCK = 4096;

    private final Path place;
    private final boolean root;
    private final Process holder;

    /**
     * Makes one.
     *
     * @param place a folder, over which it is laid in its namespace
     * @throws IOException if this user may make no namespaces
     */
    CheckpointDisk(Path place, int megabytes) throws IOException {
        this.place = Files.createDirectories(place).toAbsolutePath();
        this.root = "root".equals(System.getProperty("user.name"));
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        if (!root) {
            command.add("--map-root-user");
        }
        // It ends when its input does, with this process.
        command.addAll(List.of(
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + megabytes + "m,mode=777 tmpfs \"$1\" && echo ready && exec cat",
                "sh",
                this.place.toString()));
        this.holder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said = holder.inputReader(UTF_8);
        if (!"ready".equals(said.readLine())) {
            holder.destroyForcibly();
            throw new IOException("no disk can be made at " + place
                    + " (expected: a user who may mount in a namespace: unshare --map-root-user --mount)");
        }
    }

    /** Where it is, for processes that have been brought into its namespace. */
    Path place() {
        return place;
    }

    /** Words of a command that becomes what follows them, inside the namespace and in this process's folder. */
    List<String> inside() {
        List<String> words = new ArrayList<>(List.of("nsenter", "--target", Long.toString(holder.pid()), "--mount"));
        if (!root) {
            words.addAll(List.of("--user", "--preserve-credentials"));
        }
        words.addAll(List.of("--wd=" + Path.of("").toAbsolutePath(), "--"));
        return words;
    }

    private Path ballast() {
        return Path.of("/proc", Long.toString(holder.pid()), "root")
                .resolve(place.resolve(BALLAST).toString().substring(1));
    }

    /** Leaves no byte free. */
    void fill() throws IOException {
        byte[] block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (Files.size(ballast()) == 0) {
                throw e;
            }
        }
    }

    void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    @Override
    public void close() {
        holder.destroyForcibly().onExit().join();
    }
}
