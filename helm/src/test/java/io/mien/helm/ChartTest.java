package io.mien.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart, with each of its examples and with values that would break the delivery. */
final class ChartTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("io.mien.helm.Chart#examples")
    void everyExamplePassesLinting(Path values) throws IOException {
        // The linter reads the chart's own values only: a chart whose values are those of the example.
        Path chart = folder.resolve("mien");
        Chart.copy(chart);
        JsonNode merged =
                Chart.YAML.readTree(Chart.FOLDER.resolve("values.yaml").toFile());
        Chart.YAML.readerForUpdating(merged).readValue(values.toFile());
        Chart.YAML.writeValue(chart.resolve("values.yaml").toFile(), merged);
        LintResult result = new Helm(chart).lint().strict().call();
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.mien.helm.Chart#examples")
    void whatEveryExampleMakesIsTakenByKubernetesAndTheOperators(Path values) throws IOException {
        assumeTrue(Chart.SCHEMAS.areThere(), "skipped: the operators' definitions are not in ../shared/data/crds");
        List<String> objections = new ArrayList<>();
        for (JsonNode object : Chart.objects(Chart.template(values).call())) {
            objections.addAll(Chart.SCHEMAS.objections(object));
        }
        assertThat(objections).isEmpty();
    }

    @Test
    void aGpuIsAskedOfKubernetesAndOfTheJob() throws IOException {
        List<String> arguments = new ArrayList<>();
        for (JsonNode object :
                Chart.objects(Chart.template(Chart.EXAMPLES.resolve("gpu.yaml")).call())) {
            object.at("/spec/job/args").forEach(argument -> arguments.add(argument.asText()));
        }
        assertThat(arguments).containsSequence("--device", "GPU").doesNotContain("--cpu-fallback");
    }

    @Test
    void theGatewayAndTheAlertsRulesAreReadWhereTheyAreMounted() throws IOException {
        Map<String, JsonNode> pods = new HashMap<>();
        for (JsonNode object : Chart.objects(
                Chart.template(Chart.EXAMPLES.resolve("existing-kafka.yaml")).call())) {
            if (object.path("kind").asText().equals("Deployment")) {
                pods.put(
                        object.at("/metadata/name").asText(),
                        Chart.podOf(object).get("spec"));
            }
        }

        assertMounted(
                pods.getOrDefault("mien-gateway", MissingNode.getInstance()),
                "--token-file",
                "secret",
                "secretName",
                "mien-gateway");
        assertMounted(
                pods.getOrDefault("mien-dashboard", MissingNode.getInstance()),
                "--alerts",
                "configMap",
                "name",
                "mien-alerts");
    }

    private static void assertMounted(JsonNode pod, String option, String kind, String key, String name) {
        List<String> arguments = new ArrayList<>();
        pod.at("/containers/0/args").forEach(argument -> arguments.add(argument.asText()));
        Path file = Path.of(arguments.get(arguments.indexOf(option) + 1));
        JsonNode mount = StreamSupport.stream(
                        pod.at("/containers/0/volumeMounts").spliterator(), false)
                .filter(each -> Path.of(each.get("mountPath").asText()).equals(file.getParent()))
                .findFirst()
                .orElseThrow();
        assertThat(StreamSupport.stream(pod.get("volumes").spliterator(), false)
                        .filter(volume -> volume.get("name").equals(mount.get("name")))
                        .map(volume -> volume.path(kind).path(key).asText()))
                .containsExactly(name);
    }

    @Test
    void theSchemasRefuseWhatIsUnknown() throws IOException {
        assumeTrue(Chart.SCHEMAS.areThere(), "skipped: the operators' definitions are not in ../shared/data/crds");
        String made = Chart.template(Chart.EXAMPLES.resolve("gpu.yaml")).call();
        for (String wrong : List.of(
                made.replace("flinkVersion: v2_2", "flinkVersion: v9"),
                made.replace("upgradeMode: last-state", "upgradeModus: last-state"),
                made.replace("readOnlyRootFilesystem: true", "readOnlyRoot: true"),
                made.replace("replicas: 2", "replicas: two"),
                made.replace("app.kubernetes.io/name: mien", "app.kubernetes.io/name: 5"))) {
            assertThat(wrong).isNotEqualTo(made);
            List<String> objections = new ArrayList<>();
            for (JsonNode object : Chart.objects(wrong)) {
                objections.addAll(Chart.SCHEMAS.objections(object));
            }
            assertThat(objections).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.mien.helm.Chart#examples")
    void everyContainerRunsWithFewRightsAndNoSecretIsWrittenDown(Path values) throws IOException {
        for (JsonNode object : Chart.objects(Chart.template(values).call())) {
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
                            .isEqualTo(!kind.equals("FlinkDeployment")
                                    && !object.at("/metadata/name").asText().matches(".*-(job|task)manager"));
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
                "gateway.tokenSecret=               | gateway.tokenSecret: none (expected: the name of a secret with the key tokens.yaml",
                "gateway.ingress.host=              | gateway.ingress: host or tlsSecret missing",
                "inference.parallelism=two          | parallelism",
                "inference.paralelism=2             | paralelism",
                "inference.flinkVersion=v2_3        | flinkVersion",
                "inference.guarantee=SOMETIMES      | guarantee",
                "inference.mode=both                | mode",
                "inference.transactionTimeout=5s    | inference.checkpointInterval: 10s (expected: less than inference.transactionTimeout of 5s",
                "inference.savepointTimeout=1ms     | inference.savepointTimeout: 1ms (expected: at least 1s)",
                "keys.claim=keys                    | keys: masterKeySecret and masterKeyUrl are both given or both missing",
                "keys.masterKeySecret=key           | keys.claim: none (expected:",
                "ingest.volumes[0].name=mien-state  | ingest.volumes: mien-state (expected: a name that does not begin with mien-",
                "registry.resources.requests.cpu=lots | cpu"
            })
    void aValueThatWouldBreakTheDeliveryIsRefusedWithASentence(String setting, String sentence) {
        String[] parts = setting.split("=", 2);
        assertThatThrownBy(() -> Chart.template(Chart.EXAMPLES.resolve("existing-kafka.yaml"))
                        .set(parts[0], parts[1])
                        .call())
                .hasMessageContaining(sentence.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.resources.requests.cpu=1",
                "registry.resources.requests.cpu=0.5",
                "ingest.resources.limits.memory=1073741824",
                "inference.jobManager.cpu=1",
                "ingest.stateSize=1e9"
            })
    void anAmountMayBeANumber(String setting) throws IOException {
        String[] parts = setting.split("=", 2);
        assertThat(Chart.objects(Chart.template(Chart.EXAMPLES.resolve("gpu.yaml"))
                        .set(parts[0], parts[1])
                        .call()))
                .isNotEmpty();
    }

    @Test
    void rulesAndDashboardAreThoseOfTheComposeStack() throws IOException {
        assertThat(Chart.FOLDER.resolve("files/rules.yml"))
                .hasSameTextualContentAs(Path.of("../docker/prometheus/rules.yml"));
        assertThat(Chart.FOLDER.resolve("files/dashboard.json"))
                .hasSameTextualContentAs(Path.of("../docker/grafana/dashboards/mien.json"));
    }

    @Test
    void itCanBePackaged() throws IOException {
        new Helm(Chart.FOLDER).packageIt().withDestination(folder).call();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> String.valueOf(path.getFileName())).collect(Collectors.toList()))
                    .containsExactly("mien-0.1.0.tgz");
        }
    }
}
