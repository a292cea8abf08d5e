package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@code mien audit} ended, in a process of its own: what a model computes with is decided once a process.
 *
 * @param exitCode of the process
 * @param report that it printed as JSON
 */
record Audited(int exitCode, JsonNode report) {
    static final Path MODEL = Path.of("../models/demonstration/package");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Lets a demonstration run for so long, and returns its recording. */
    static Path recordDemonstration(Path folder, Duration time) throws Exception {
        Path recording = folder.resolve("recording");
        try (ChildMien demo = ChildMien.start(
                folder,
                "demo",
                "demo",
                "--for",
                time.toSeconds() + "s",
                "--port",
                "0",
                "--record",
                recording.toString())) {
            assertThat(demo.await(PATIENCE)).as(demo.err()).isZero();
            assertThat(demo.sentences()).isEmpty();
            assertThat(demo.out()).contains("recorded   " + recording, "manifest sha256 ");
        }
        return recording;
    }

    /**
     * Audits.
     *
     * @param name of this audit in the folder
     * @param arguments that say what
     */
    static Audited by(Path folder, String name, Path model, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("audit", "--model", model.toString(), "--format", "json"));
        all.addAll(List.of(arguments));
        try (ChildMien audit = ChildMien.start(folder, "audit-" + name, all.toArray(String[]::new))) {
            int exitCode = audit.await(PATIENCE);
            assertThat(audit.sentences()).isEmpty();
            assertThat(audit.out())
                    .as("ended with %d; %s", exitCode, audit.err())
                    .isNotBlank();
            return new Audited(exitCode, new ObjectMapper().readTree(audit.out()));
        }
    }

    long count(String verdict) {
        return report.at("/counts/" + verdict).asLong();
    }

    long published() {
        return report.get("published").asLong();
    }

    /** Only these verdicts were given. */
    void assertNothingBut(String... allowed) {
        report.get("counts").properties().forEach(count -> {
            if (!List.of(allowed).contains(count.getKey())) {
                assertThat(count.getValue().asLong())
                        .as("%s: %s", count.getKey(), report)
                        .isZero();
            }
        });
    }
}
