package io.mien.bench;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** How far a long run is, in its folder, so that another process can go on with it. Not safe for use by many threads. */
final class SoakProgress {
    private final Path file;
    private final Properties values = new Properties();

    /**
     * Opens it, or begins one.
     *
     * @param settings that must not be others when a run goes on
     */
    SoakProgress(Path folder, String settings) throws IOException {
        this.file = folder.resolve("soak.properties");
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                values.load(in);
            }
        } else {
            values.setProperty("settings", settings);
            values.setProperty("port", Integer.toString(freePort()));
            write();
        }
        if (!settings.equals(values.getProperty("settings"))) {
            throw new IllegalArgumentException("--out: has a run of " + values.getProperty("settings") + " (expected: "
                    + settings + ", or another folder)");
        }
        if (values.getProperty("running") != null) {
            throw new IllegalArgumentException("--out: " + folder
                    + ": its run was ended in the middle (expected: one that came to its end, or another folder)");
        }
    }

    /** Notes that what is in the folder is under way, and no end of a run. */
    void running() throws IOException {
        values.setProperty("running", "true");
        write();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    /** The broker's, which the metadata of its data names. */
    int port() {
        return Integer.parseInt(values.getProperty("port"));
    }

    /** The moments at which the streams were ended; the last one is where the run goes on. */
    List<Integer> stops() {
        return Stream.of(values.getProperty("stops", "").split(","))
                .filter(stop -> !stop.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    int moment() {
        List<Integer> stops = stops();
        return stops.isEmpty() ? 0 : stops.get(stops.size() - 1);
    }

    /** Where the job goes on from. */
    Optional<String> savepoint() {
        return Optional.ofNullable(values.getProperty("savepoint"));
    }

    double seconds() {
        return Double.parseDouble(values.getProperty("seconds", "0"));
    }

    int strikes() {
        return Integer.parseInt(values.getProperty("strikes", "0"));
    }

    int restarts() {
        return Integer.parseInt(values.getProperty("restarts", "0"));
    }

    int ingests() {
        return Integer.parseInt(values.getProperty("ingests", "0"));
    }

    /** Notes that everything has been worked off and all processes may end. */
    void stopped(int moment, String savepoint, double seconds, int strikes, int restarts, int ingests)
            throws IOException {
        List<Integer> stops = new ArrayList<>(stops());
        stops.add(moment);
        values.setProperty(
                "stops", String.join(",", stops.stream().map(String::valueOf).toList()));
        values.setProperty("savepoint", savepoint);
        values.setProperty("seconds", Double.toString(seconds));
        values.setProperty("strikes", Integer.toString(strikes));
        values.setProperty("restarts", Integer.toString(restarts));
        values.setProperty("ingests", Integer.toString(ingests));
        values.remove("running");
        write();
    }

    private void write() throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            values.store(out, "bench/run soak goes on from here");
        }
    }
}
