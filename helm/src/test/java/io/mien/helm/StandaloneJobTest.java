package io.mien.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart's job without an operator. */
final class StandaloneJobTest {
    private static final String HOOK = "mien.io/hook";

    @TempDir
    Path folder;

    @Test
    void aStandaloneJobIsStoppedWithASavepointBeforeItsReleaseIsChangedOrRemoved() throws IOException {
        List<JsonNode> made = Chart.objects(new Helm(withoutHooks())
                .template()
                .withName("mien")
                .withValuesFile(Chart.EXAMPLES.resolve("standalone.yaml"))
                .call());
        for (String[] hook : new String[][] {
            {"mien-before-upgrade", "pre-upgrade,pre-rollback"}, {"mien-before-delete", "pre-delete"}
        }) {
            JsonNode job = Chart.object(made, "Job", hook[0]);
            assertThat(Chart.objections(job)).isEmpty();
            assertThat(job.at("/metadata/annotations/mien.io~1hook").asText()).isEqualTo(hook[1]);
            JsonNode pod = job.at("/spec/template/spec");
            assertThat(Chart.texts(pod.at("/containers/0/command")))
                    .containsSequence("/opt/mien/bin/job-manager", "stop", "mien-jobmanager:8081")
                    .satisfies(
                            command -> assertThat(command.contains("--unless")).isEqualTo(hook[0].endsWith("upgrade")));
            // Before the first installation nothing of the chart is there.
            assertThat(pod.has("serviceAccountName")).isFalse();
        }
        JsonNode taskManagers = Chart.object(made, "Deployment", "mien-taskmanager");
        // Four slots, two a process.
        assertThat(taskManagers.at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(made).noneMatch(object -> object.path("kind").asText().equals("FlinkDeployment"));
        assertThat(made).noneMatch(object -> object.path("kind").asText().equals("Role"));
        String template = "/spec/template/metadata/annotations/mien.io~1template";
        String before = taskManagers.at(template).asText();
        for (String setting :
                List.of("inference.slide=1s", "images.tag=v2", "ingest.threads=3", "topics.partitions=9")) {
            String[] parts = setting.split("=", 2);
            String after = Chart.objects(Chart.template(Chart.EXAMPLES.resolve("standalone.yaml"))
                            .set(parts[0], parts[1])
                            .call())
                    .stream()
                    .map(object -> object.at(template).asText())
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElseThrow();
            if (setting.startsWith("i") && !setting.startsWith("ingest")) {
                assertThat(after).as(setting).isNotEqualTo(before);
            } else {
                assertThat(after).as(setting).isEqualTo(before);
            }
        }
    }

    /** The library leaves hooks out, where {@code helm template} prints them: a chart in which they are objects like others. */
    private Path withoutHooks() throws IOException {
        Path chart = folder.resolve("unhooked");
        Chart.copy(chart);
        Path standalone = chart.resolve("templates/inference-standalone.yaml");
        String text = Files.readString(standalone);
        String plain =
                text.replace("helm.sh/hook:", HOOK + ":").replace("helm.sh/hook-delete-policy:", HOOK + "-policy:");
        assertThat(plain).isNotEqualTo(text);
        Files.writeString(standalone, plain);
        return chart;
    }
}
