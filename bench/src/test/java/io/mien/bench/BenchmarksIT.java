package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** That they come to their end with everything accounted for; how fast is not this test's matter. */
@Tag("long")
class BenchmarksIT {
    @Test
    void theFaceFrameBenchmarkWorksOffAllFramesAndGivesARatio() {
        assertThat(run(
                        new FaceFrameBenchmark(),
                        "--frames",
                        "100",
                        "--subjects",
                        "4",
                        "--warm-up",
                        "1",
                        "--repetitions",
                        "1"))
                .matches("face-frames: job \\d+ .*frames/s(; plain loop that .* \\d+ .*, ratio \\d+\\.\\d\\d){3};"
                        + ".* 404 records of .*\\R");
    }

    @Test
    void theModelBenchmarkGivesARatio() {
        assertThat(run(new ModelBenchmark(), "--seconds", "2", "--warm-up", "1", "--repetitions", "1"))
                .matches("model untrained-tiny: job \\d+\\..* ratio \\d+\\.\\d\\d;.*\\R"
                        + "recomputing each window whole, .* ratio \\d+\\.\\d\\d\\R");
    }

    @Test
    void theEncoderBenchmarkComparesEqualEncoders() {
        assertThat(run(new EncodeBenchmark(), "--size", "TINY", "--seconds", "1", "--repetitions", "1"))
                .matches("encode TINY: \\d+\\..* of the peak .* ratio \\d+\\.\\d\\d;.*\\R");
    }

    @Test
    void theDecodersGiveTheSameValuesAndMiensTellsDamage() {
        String[] lines = run(
                        new DecodersBenchmark(), "--sides", "64", "--calls", "8", "--rounds", "1", "--damaged", "50")
                .split("\\R");

        assertThat(lines[2])
                .matches("\\| 64 \\| Mien \\(ImageIO\\) \\| 1/1 \\| .* \\| 1\\.00 \\| 0 \\| (4[5-9]|50) of 50 \\|");
        assertThat(lines[3]).matches("\\| 64 \\| OpenCV imdecode \\| 1/1 \\| .* \\| 0 \\| \\d of 50 \\|");
        assertThat(lines[5]).matches("\\| 64 \\| TensorFlow DecodeJpeg \\| 1/1 \\| .* \\| 0 \\| \\d of 50 \\|");
        assertThat(lines).hasSize(9);
    }

    @Test
    void theGatewayBenchmarkAccountsForEachTile() {
        assertThat(run(
                        new GatewayBenchmark(),
                        "--participants",
                        "10",
                        "--rate",
                        "4",
                        "--warm-up",
                        "1",
                        "--seconds",
                        "3"))
                .matches("gateway: 10 participants x 4 tiles of .*: sent (\\d+) = accepted \\1 \\+ asked to wait 0 \\+"
                        + " refused 0; in the topic \\1; .* p99 \\d+ ms; readings written (\\d+), heard \\2, .*\\R");
    }

    static String run(Object benchmark, String... arguments) {
        StringWriter out = new StringWriter();
        int status = new CommandLine(benchmark).setOut(new PrintWriter(out)).execute(arguments);
        assertThat(status).isZero();
        return out.toString();
    }
}
