package io.mien.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The memory, the state and the lag of a long run as pictures.
 *
 * @param strikes seconds at which something was done to its processes
 */
record SoakPictures(List<SoakSample> samples, List<Double> strikes) {
    private static final double SECONDS_A_MINUTE = 60;

    SoakPictures {
        samples = List.copyOf(samples);
        strikes = List.copyOf(strikes);
    }

    /** Writes {@code memory.svg}, {@code state.svg} and {@code lag.svg}. */
    void write(Path folder) throws IOException {
        write(
                folder.resolve("memory.svg"),
                "Memory of the processes (dotted: strikes)",
                "MB",
                List.of(
                        curve("broker", SoakSample::broker),
                        curve("ingest", SoakSample::ingest),
                        curve("job manager", SoakSample::jobManager),
                        curve("task managers", SoakSample::taskManagers)));
        write(
                folder.resolve("state.svg"),
                "The job's newest checkpoint (dotted: strikes)",
                "kB",
                List.of(curve("state", SoakSample::state)));
        write(
                folder.resolve("lag.svg"),
                "Records that are still to be read (dotted: strikes)",
                "",
                List.of(
                        curve("camera frames, ingest", SoakSample::ingestLag),
                        curve("face frames, job", SoakSample::jobLag)));
    }

    private void write(Path file, String title, String unit, List<LineChart.Curve> curves) throws IOException {
        List<Double> marks =
                strikes.stream().map(seconds -> seconds / SECONDS_A_MINUTE).toList();
        Files.writeString(file, new LineChart(title, unit, "minutes", "%.0f", curves, marks).svg());
    }

    private LineChart.Curve curve(String name, ToDoubleFunction<SoakSample> value) {
        return new LineChart.Curve(
                name,
                samples.stream()
                        .map(sample ->
                                new LineChart.Point(sample.seconds() / SECONDS_A_MINUTE, value.applyAsDouble(sample)))
                        .toList());
    }
}
