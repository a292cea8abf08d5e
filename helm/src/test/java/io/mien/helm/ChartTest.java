package io.mien.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart, with each of its examples and with values that would break the delivery. */
final class ChartTest {
    private static final Path CHART = Path.of("mien");
    private static final Path EXAMPLES = Path.of("examples");
    private static final StrictSchemas SCHEMAS = new StrictSchemas(Path.of("../../shared/data/crds"));
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @TempDir
    Path folder;

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExamplePassesLinting(Path values) throws IOException {
        // The linter reads the chart's own values only: a chart whose values are those of the example.
        Path chart = folder.resolve("mien");
        try (Stream<Path> tree = Files.walk(CHART)) {
            for (Path file : tree.toList()) {
                Files.copy(file, chart.resolve(CHART.relativize(file).toString()));
            }
        }
        JsonNode merged = YAML.readTree(CHART.resolve("values.yaml").toFile());
        YAML.readerForUpdating(merged).readValue(values.toFile());
        YAML.writeValue(chart.resolve("values.yaml").toFile(), merged);
        LintResult result = new Helm(chart).lint().strict().call();
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatEveryExampleMakesIsTakenByKubernetesAndTheOperators(Path values) throws IOException {
        assumeTrue(SCHEMAS.areThere(), "skipped: the operators' definitions are not in ../shared/data/crds");
        List<String> objections = new ArrayList<>();
        for (JsonNode object : objects(template(values).call())) {
            objections.addAll(SCHEMAS.objections(object));
        }
        assertThat(objections).isEmpty();
    }

    @Test
    void aGpuIsAskedOfKubernetesAndOfTheJob() throws IOException {
        List<String> arguments = new ArrayList<>();
        for (JsonNode object : objects(template(EXAMPLES.resolve("gpu.yaml")).call())) {
            object.at("/spec/job/args").forEach(argument -> arguments.add(argument.asText()));
        }
        assertThat(arguments).containsSequence("--device", "GPU").doesNotContain("--cpu-fallback");
    }

    @Test
    void theSchemasRefuseWhatIsUnknown() throws IOException {
        assumeTrue(SCHEMAS.areThere(), "skipped: the operators' definitions are not in ../shared/data/crds");
        String made = template(EXAMPLES.resolve("gpu.yaml")).call();
        for (String wrong : List.of(
                made.replace("flinkVersion: v2_2", "flinkVersion: v9"),
                made.replace("upgradeMode: last-state", "upgradeModus: last-state"),
                made.replace("readOnlyRootFilesystem: true", "readOnlyRoot: true"))) {
            assertThat(wrong).isNotEqualTo(made);
            List<String> objections = new ArrayList<>();
            for (JsonNode object : objects(wrong)) {
                objections.addAll(SCHEMAS.objections(object));
            }
            assertThat(objections).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyContainerRunsWithFewRightsAndNoSecretIsWrittenDown(Path values) throws IOException {
        for (JsonNode object : objects(template(values).call())) {
            String kind = object.path("kind").asText();
            assertThat(kind).isNotEqualTo("Secret");
            JsonNode pod = kind.equals("FlinkDeployment")
                    ? object.at("/spec/podTemplate/spec")
                    : object.at("/spec/template/spec");
            if (!pod.isMissingNode() && pod.has("containers")) {
                assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
                for (JsonNode container : pod.get("containers")) {
                    assertThat(container
                                    .at("/securityContext/allowPrivilegeEscalation")
                                    .asBoolean(true))
                            .isFalse();
                    assertThat(container
                                    .at("/securityContext/readOnlyRootFilesystem")
                                    .asBoolean())
                            .isEqualTo(!kind.equals("FlinkDeployment"));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inference.slide=300ms              | inference.slide: 300ms (expected: a whole number of cells of 125ms",
                "inference.slide=4s                 | inference.slide: 4s (expected: at most the window of 2s",
                "inference.window=10ms              | inference.window: 10ms (expected: 16 cells",
                "inference.checkpointInterval=50ms  | inference.checkpointInterval: 50ms (expected: at least 100ms)",
                "inference.state.checkpoints=       | inference.state.checkpoints: none (expected:",
                "inference.state.checkpoints=file:///x | inference.state.checkpoints: file:///x (expected: a volume",
                "inference.state.highAvailability=  | inference.upgradeMode: last-state (expected:",
                "inference.upgradeMode=stateless    | inference.upgradeMode: stateless (expected:",
                "purpose=                           | purpose: blank (expected: what the readings are for",
                "kafka.bootstrapServers=            | kafka.bootstrapServers: none (expected:",
                "topics.manage=strimzi              | topics.manage: strimzi (expected:",
                "dashboard.tokenSecret=             | dashboard.tokenSecret: none (expected:",
                "dashboard.ingress.tlsSecret=       | dashboard.ingress: host or tlsSecret missing",
                "inference.parallelism=two          | parallelism",
                "inference.paralelism=2             | paralelism",
                "inference.flinkVersion=v2_3        | flinkVersion",
                "inference.guarantee=SOMETIMES      | guarantee"
            })
    void aValueThatWouldBreakTheDeliveryIsRefusedWithASentence(String setting, String sentence) {
        String[] parts = setting.split("=", 2);
        assertThatThrownBy(() -> template(EXAMPLES.resolve("existing-kafka.yaml"))
                        .set(parts[0], parts[1])
                        .call())
                .hasMessageContaining(sentence.strip());
    }

    @Test
    void rulesAndDashboardAreThoseOfTheComposeStack() throws IOException {
        assertThat(CHART.resolve("files/rules.yml")).hasSameTextualContentAs(Path.of("../docker/prometheus/rules.yml"));
        assertThat(CHART.resolve("files/dashboard.json"))
                .hasSameTextualContentAs(Path.of("../docker/grafana/dashboards/mien.json"));
    }

    @Test
    void itCanBePackaged() throws IOException {
        new Helm(CHART).packageIt().withDestination(folder).call();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> String.valueOf(path.getFileName())).collect(Collectors.toList()))
                    .containsExactly("mien-0.1.0.tgz");
        }
    }

    private static TemplateCommand template(Path values) {
        return new Helm(CHART).template().withName("mien").withValuesFile(values);
    }

    private static List<JsonNode> objects(String made) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(made)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }
}
