package io.mien.models.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.making.build.UntrainedModel;
import io.mien.models.ClipScores;
import io.mien.models.ModelRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TensorFlow reads its environment when it loads, so each setting needs a JVM of its own. What it guards against: a fusion
 * that oneDNN makes of some LayerNorms computes with a wrong epsilon, and embeddings come out 3 % wrong without an error.
 */
@Tag("long")
final class OneDnnTest {
    private static final String ONE_DNN_IS_ON = "oneDNN custom operations are on";

    /** Runs the package named by the first argument and writes what came out to the second. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) throws IOException {
            byte[] picture = new byte[64 * 64 * 3];
            new Random(3).nextBytes(picture);
            List<String> numbers = new ArrayList<>();
            try (ModelRunner runner =
                    new SavedModelRunnerFactory(Path.of(arguments[0]), RunnerOptions.defaults()).open()) {
                float[] embedding = runner.encodeFrames(List.of(picture)).get(0);
                float[][] clip = Collections.nCopies(16, embedding).toArray(float[][]::new);
                ClipScores scores =
                        runner.classifyClips(Collections.singletonList(clip)).get(0);
                for (float value : embedding) {
                    numbers.add(Float.toString(value));
                }
                for (float value : scores.logits()) {
                    numbers.add(Float.toString(value));
                }
            }
            Files.write(Path.of(arguments[1]), numbers);
        }
    }

    @Test
    void resultsAreTheSameWithAndWithoutOneDnnAndItIsOnUnlessTheUserSaysOtherwise(@TempDir Path folder)
            throws Exception {
        Path model = folder.resolve("model");
        UntrainedModel.build(model, UntrainedModel.Size.TINY, 1);

        List<Double> with = run(model, folder.resolve("with"), null);
        List<Double> without = run(model, folder.resolve("without"), "0");

        assertThat(Files.readString(folder.resolve("with.log"))).contains(ONE_DNN_IS_ON);
        assertThat(Files.readString(folder.resolve("without.log"))).doesNotContain(ONE_DNN_IS_ON);
        assertThat(with).hasSize(512 + 7);
        double largest = 0;
        for (int i = 0; i < with.size(); i++) {
            largest = Math.max(largest, Math.abs(with.get(i) - without.get(i)));
        }
        assertThat(largest).isLessThan(1e-4);
    }

    private static List<Double> run(Path model, Path output, @Nullable String oneDnn) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName(),
                model.toString(),
                output.toString());
        builder.environment().remove("TF_ENABLE_ONEDNN_OPTS");
        builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "0");
        if (oneDnn != null) {
            builder.environment().put("TF_ENABLE_ONEDNN_OPTS", oneDnn);
        }
        Path log = Path.of(output + ".log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as(Files.readString(log, StandardCharsets.UTF_8))
                .isZero();
        return Files.readAllLines(output).stream().map(Double::valueOf).toList();
    }
}
