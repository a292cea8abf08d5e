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
import org.junit.jupiter.params.provider.ValueSource;

/** The chart, with each of its examples and with values that would break the delivery. */
final class ChartTest {
    private static final Path CHART = Path.of("mien");
    private static final Path EXAMPLES = Path.of("examples");
    private static final StrictSchemas SCHEMAS = new StrictSchemas(Path.of("../../shared/data/crds"));
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final String HOOK = "mien.io/hook";

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
        copy(chart);
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
                made.replace("readOnlyRootFilesystem: true", "readOnlyRoot: true"),
                made.replace("replicas: 2", "replicas: two"),
                made.replace("app.kubernetes.io/name: mien", "app.kubernetes.io/name: 5"))) {
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
        assertThatThrownBy(() -> template(EXAMPLES.resolve("existing-kafka.yaml"))
                        .set(parts[0], parts[1])
                        .call())
                .hasMessageContaining(sentence.strip());
    }

    @Test
    void aJobOfKubernetesHasAnotherNameWhereItsTemplateIsAnotherAndTheSameWhereItIsNot() throws IOException {
        Path values = EXAMPLES.resolve("existing-kafka.yaml");
        List<String> names = new ArrayList<>();
        for (String setting : List.of("images.tag=v1", "images.tag=v1", "images.tag=v2", "topics.partitions=16")) {
            String[] parts = setting.split("=", 2);
            objects(template(values)
                            .set("topics.manage", "job")
                            .set(parts[0], parts[1])
                            .call())
                    .stream()
                    .filter(object -> object.path("kind").asText().equals("Job"))
                    .forEach(job -> names.add(job.at("/metadata/name").asText()));
        }
        assertThat(names).hasSize(4);
        assertThat(names.get(1)).isEqualTo(names.get(0));
        assertThat(names.subList(1, 4)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mien",
                "face-analytics-production-eu-central-1-blue",
                "face-analytics-production-eu-central-1-green-and-more",
                "7cams",
                "4",
                "true",
                "site.north",
                "a-name-of-twenty-six-chars"
            })
    void everyNameOfAReleaseMakesNamesThatKubernetesAndTheOperatorsTake(String release) throws IOException {
        for (String example : List.of("strimzi.yaml", "standalone.yaml")) {
            for (JsonNode object : objects(new Helm(CHART)
                    .template()
                    .withName(release)
                    .withValuesFile(EXAMPLES.resolve(example))
                    .call())) {
                assertThat(!SCHEMAS.areThere() ? List.of() : SCHEMAS.objections(object))
                        .isEmpty();
                assertThat(object.at("/metadata/name").isTextual()).isTrue();
                String name = object.at("/metadata/name").asText();
                int most = switch (object.path("kind").asText()) {
                    case "FlinkDeployment" -> 45;
                    // Strimzi names pods by cluster, pool and a number.
                    case "KafkaNodePool" -> 34;
                    case "Kafka" -> 26;
                    case "KafkaTopic" -> 253;
                    default -> 63;
                };
                assertThat(name).as(object.path("kind").asText()).hasSizeLessThanOrEqualTo(most);
                assertThat(name).matches("[a-z]([-a-z0-9.]*[a-z0-9])?");
                if (!object.path("kind").asText().equals("KafkaTopic")) {
                    assertThat(name).doesNotContain(".");
                }
            }
        }
    }

    @Test
    void releasesWhoseNamesAreCutDoNotMeet() throws IOException {
        List<String> names = new ArrayList<>();
        for (String release : List.of(
                "face-analytics-production-eu-central-1-blue",
                "face-analytics-production-eu-central-1-green",
                "a.b",
                "a-b",
                "7cams")) {
            names.add(named(
                    new Helm(CHART)
                            .template()
                            .withName(release)
                            .withValuesFile(EXAMPLES.resolve("gpu.yaml"))
                            .call(),
                    "FlinkDeployment"));
        }
        assertThat(names).doesNotHaveDuplicates();
    }

    private static String named(String made, String kind) throws IOException {
        return objects(made).stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .map(object -> object.at("/metadata/name").asText())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "http://[2001:db8::1]:8085, 8085",
        "http://[2001:db8::1], 80",
        "https://[2001:db8::1]/apis/ccompat/v7, 443",
        "https://registry.example.org/apis/ccompat/v7, 443",
        "http://user:secret@registry:8081, 8081",
        "http://registry, 80"
    })
    void aRegistryIsReachedAtThePortOfItsAddress(String url, int port) throws IOException {
        for (JsonNode object : objects(
                template(EXAMPLES.resolve("gpu.yaml")).set("registry.url", url).call())) {
            if (object.at("/metadata/name").asText().equals("mien-names-and-kafka")) {
                assertThat(object.at("/spec/egress/2/ports/0/port").asInt()).isEqualTo(port);
                return;
            }
        }
        throw new AssertionError("no policy");
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
        assertThat(objects(template(EXAMPLES.resolve("gpu.yaml"))
                        .set(parts[0], parts[1])
                        .call()))
                .isNotEmpty();
    }

    /** Whatever may be said of a component's pods reaches them, and Kubernetes takes it. */
    @ParameterizedTest
    @MethodSource("examples")
    void whatIsWantedOfPodsReachesThem(Path values) throws IOException {
        String wanted = """
                env: [{name: HTTPS_PROXY, value: "http://proxy:3128"}]
                envFrom: [{configMapRef: {name: more}}]
                volumes: [{name: more, emptyDir: {}}]
                volumeMounts: [{name: more, mountPath: /more}]
                podAnnotations: {linkerd.io/inject: enabled}
                podLabels: {azure.workload.identity/use: "true"}
                serviceAccountAnnotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/mien"}
                nodeSelector: {pool: faces}
                tolerations: [{key: faces, operator: Exists}]
                affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a]}]}]}}}
                topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {pool: faces}}}]
                priorityClassName: high
                """;
        StringBuilder all = new StringBuilder("images: {pullSecrets: [mine]}\n");
        for (String component : List.of("ingest", "inference", "dashboard", "registry", "topics")) {
            all.append(component).append(":\n").append(wanted.indent(2));
        }
        Path more = Files.writeString(folder.resolve("more.yaml"), all);
        int pods = 0;
        int accounts = 0;
        for (JsonNode object : objects(template(values)
                .withValuesFile(more)
                .set("topics.manage", "none")
                .call())) {
            assertThat(!SCHEMAS.areThere() ? List.of() : SCHEMAS.objections(object))
                    .isEmpty();
            if (object.path("kind").asText().equals("ServiceAccount")
                    && !object.at("/metadata/annotations").isMissingNode()) {
                accounts++;
            }
            JsonNode template = podOf(object);
            if (template.isMissingNode()) {
                continue;
            }
            pods++;
            JsonNode pod = template.get("spec");
            String name = object.at("/metadata/name").asText();
            assertThat(template.at("/metadata/annotations/linkerd.io~1inject").asText())
                    .as(name)
                    .isEqualTo("enabled");
            assertThat(template.at("/metadata/labels/azure.workload.identity~1use")
                            .asText())
                    .as(name)
                    .isEqualTo("true");
            assertThat(pod.at("/nodeSelector/pool").asText()).as(name).isEqualTo("faces");
            assertThat(pod.at("/priorityClassName").asText()).as(name).isEqualTo("high");
            assertThat(pod.at("/imagePullSecrets/0/name").asText()).as(name).isEqualTo("mine");
            for (String list : List.of("tolerations", "affinity", "topologySpreadConstraints")) {
                assertThat(pod.has(list)).as(name + " " + list).isTrue();
            }
            assertThat(pod.get("volumes").findValuesAsText("name")).as(name).contains("more");
            JsonNode container = pod.at("/containers/0");
            assertThat(container.get("env").findValuesAsText("name")).as(name).contains("HTTPS_PROXY");
            assertThat(container.get("envFrom").findValuesAsText("name"))
                    .as(name)
                    .contains("more");
            assertThat(container.get("volumeMounts").findValuesAsText("name"))
                    .as(name)
                    .contains("more");
        }
        assertThat(pods).isGreaterThanOrEqualTo(4);
        assertThat(accounts).isEqualTo(5);
    }

    private static JsonNode podOf(JsonNode object) {
        return object.path("kind").asText().equals("FlinkDeployment")
                ? object.at("/spec/podTemplate")
                : object.at("/spec/template");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void noPodTakesTheVariablesOfServicesForItsOptions(Path values) throws IOException {
        for (JsonNode object : objects(template(values).call())) {
            JsonNode pod = podOf(object).path("spec");
            if (!pod.isMissingNode()) {
                assertThat(pod.path("enableServiceLinks").asBoolean(true))
                        .as(object.at("/metadata/name").asText())
                        .isFalse();
            }
        }
    }

    @Test
    void inAClusterThatChoosesUsersNoPodAsksForOne() throws IOException {
        for (JsonNode object : objects(template(EXAMPLES.resolve("standalone.yaml"))
                .set("pods.anyUser", "true")
                .call())) {
            JsonNode security = podOf(object).at("/spec/securityContext");
            if (!security.isMissingNode()) {
                assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
                assertThat(security.has("runAsUser") || security.has("fsGroup")).isFalse();
            }
        }
    }

    @Test
    void feedsAreAFileThatIngestFollows() throws IOException {
        List<JsonNode> made =
                objects(template(EXAMPLES.resolve("standalone.yaml")).call());
        JsonNode feeds = YAML.readTree(made.stream()
                .map(object -> object.at("/data/feeds.yaml").asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseThrow());
        assertThat(feeds.at("/feeds/0/name").asText()).isEqualTo("hall");
        assertThat(feeds.at("/feeds/0/credentials/file").asText()).isEqualTo("/etc/mien/credentials/hall");
        JsonNode pod = object(made, "Deployment", "mien-ingest-cameras").at("/spec/template/spec");
        assertThat(texts(pod.at("/containers/0/args"))).containsSequence("--feeds", "/etc/mien/feeds/feeds.yaml");
        // Kubernetes brings no changes to a file that is mounted by itself.
        assertThat(pod.at("/containers/0/volumeMounts").findValues("subPath")).isEmpty();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void withKeysEveryProcessThatSealsOrOpensHasThemAndIsOneUser() throws IOException {
        int holders = 0;
        for (JsonNode object : objects(template(EXAMPLES.resolve("standalone.yaml"))
                .set("keys.claim", "keys")
                .set("keys.masterKeySecret", "master-key")
                .call())) {
            JsonNode pod = podOf(object).path("spec");
            if (texts(pod.at("/containers/0/args")).contains("--keys")
                    || object.at("/metadata/name").asText().endsWith("-taskmanager")) {
                holders++;
                assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(9999);
                assertThat(pod.get("volumes").findValuesAsText("claimName")).contains("keys");
                assertThat(pod.at("/initContainers/0/name").asText()).isEqualTo("master-key");
            }
        }
        // Two ingests, the page, job manager and task managers.
        assertThat(holders).isEqualTo(5);
    }

    @Test
    void aStandaloneJobIsStoppedWithASavepointBeforeItsReleaseIsChangedOrRemoved() throws IOException {
        List<JsonNode> made = objects(new Helm(withoutHooks())
                .template()
                .withName("mien")
                .withValuesFile(EXAMPLES.resolve("standalone.yaml"))
                .call());
        for (String[] hook : new String[][] {
            {"mien-before-upgrade", "pre-upgrade,pre-rollback"}, {"mien-before-delete", "pre-delete"}
        }) {
            JsonNode job = object(made, "Job", hook[0]);
            assertThat(!SCHEMAS.areThere() ? List.of() : SCHEMAS.objections(job))
                    .isEmpty();
            assertThat(job.at("/metadata/annotations/mien.io~1hook").asText()).isEqualTo(hook[1]);
            JsonNode pod = job.at("/spec/template/spec");
            assertThat(texts(pod.at("/containers/0/command")))
                    .containsSequence("/opt/mien/bin/job-manager", "stop", "mien-jobmanager:8081")
                    .satisfies(
                            command -> assertThat(command.contains("--unless")).isEqualTo(hook[0].endsWith("upgrade")));
            // Before the first installation nothing of the chart is there.
            assertThat(pod.has("serviceAccountName")).isFalse();
        }
        JsonNode taskManagers = object(made, "Deployment", "mien-taskmanager");
        // Four slots, two a process.
        assertThat(taskManagers.at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(made).noneMatch(object -> object.path("kind").asText().equals("FlinkDeployment"));
        assertThat(made).noneMatch(object -> object.path("kind").asText().equals("Role"));
        String template = "/spec/template/metadata/annotations/mien.io~1template";
        String before = taskManagers.at(template).asText();
        for (String setting :
                List.of("inference.slide=1s", "images.tag=v2", "ingest.threads=3", "topics.partitions=9")) {
            String[] parts = setting.split("=", 2);
            String after =
                    objects(template(EXAMPLES.resolve("standalone.yaml"))
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

    /** The library leaves hooks out, where {@code helm template} prints them: a chart in which they are objects like others. */
    private Path withoutHooks() throws IOException {
        Path chart = folder.resolve("unhooked");
        copy(chart);
        Path standalone = chart.resolve("templates/inference-standalone.yaml");
        String text = Files.readString(standalone);
        String plain =
                text.replace("helm.sh/hook:", HOOK + ":").replace("helm.sh/hook-delete-policy:", HOOK + "-policy:");
        assertThat(plain).isNotEqualTo(text);
        Files.writeString(standalone, plain);
        return chart;
    }

    private static void copy(Path chart) throws IOException {
        try (Stream<Path> tree = Files.walk(CHART)) {
            for (Path file : tree.toList()) {
                Files.copy(file, chart.resolve(CHART.relativize(file).toString()));
            }
        }
    }

    private static JsonNode object(List<JsonNode> made, String kind, String name) {
        return made.stream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> objects(String made) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(made)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }
}
