package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training of the demonstration model in short: few people, few frames, small pictures. */
@Tag("long")
final class ShortTrainingIT {
    private static final double CHANCE = 1.0 / 7;

    @TempDir
    Path folder;

    @Test
    void aMinuteOfTrainingRecognisesPeopleItHasNotSeenMoreThanTwiceAsOftenAsChance() throws Exception {
        String model = folder.resolve("model").toString();
        InProcessMien.Result trained = InProcessMien.run(
                "train",
                "small",
                "--clips",
                clips("train"),
                "--validation",
                clips("validation"),
                "--run",
                folder.resolve("run").toString(),
                "--out",
                model,
                "--frame-epochs",
                "40",
                "--clip-epochs",
                "5");
        assertThat(trained.exitCode()).as(trained.err()).isZero();

        InProcessMien.Result evaluated =
                InProcessMien.run("eval", "--model", model, "--list", clips("validation"), "--format", "json");
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(evaluated.out());
        assertThat(report.path("clips")).hasSize(56);
        assertThat(report.path("uar").asDouble() / 100).as(evaluated.out()).isGreaterThan(2 * CHANCE);
        List<Double> unlikeness = new ArrayList<>();
        report.path("clips")
                .forEach(clip -> unlikeness.add(clip.path("unlikeness").asDouble()));
        assertThat(unlikeness).allMatch(value -> value > 0);
        assertThat(unlikeness).filteredOn(value -> value > 1).as("too unlike").hasSizeLessThan(6);
    }

    private static String clips(String split) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(ShortTrainingIT.class.getResource("clips/" + split + ".clips"))
                        .toURI())
                .toString();
    }
}
