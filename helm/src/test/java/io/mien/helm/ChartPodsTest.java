package io.mien.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart makes of pods. */
final class ChartPodsTest {
    @TempDir
    Path folder;

    /** Whatever may be said of a component's pods reaches them, and Kubernetes takes it. */
    @ParameterizedTest
    @MethodSource("io.mien.helm.Chart#examples")
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
        for (String component : List.of("ingest", "inference", "dashboard", "gateway", "registry", "topics")) {
            all.append(component).append(":\n").append(wanted.indent(2));
        }
        Path more = Files.writeString(folder.resolve("more.yaml"), all);
        int pods = 0;
        int accounts = 0;
        for (JsonNode object : Chart.objects(Chart.template(values)
                .withValuesFile(more)
                .set("topics.manage", "none")
                .set("gateway.enabled", "true")
                .set("gateway.tokenSecret", "mien-gateway")
                .call())) {
            assertThat(Chart.objections(object)).isEmpty();
            if (object.path("kind").asText().equals("ServiceAccount")
                    && !object.at("/metadata/annotations").isMissingNode()) {
                accounts++;
            }
            JsonNode template = Chart.podOf(object);
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
        assertThat(pods).isGreaterThanOrEqualTo(5);
        assertThat(accounts).isEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("io.mien.helm.Chart#examples")
    void noPodTakesTheVariablesOfServicesForItsOptions(Path values) throws IOException {
        for (JsonNode object : Chart.objects(Chart.template(values).call())) {
            JsonNode pod = Chart.podOf(object).path("spec");
            if (!pod.isMissingNode()) {
                assertThat(pod.path("enableServiceLinks").asBoolean(true))
                        .as(object.at("/metadata/name").asText())
                        .isFalse();
            }
        }
    }

    @Test
    void inAClusterThatChoosesUsersNoPodAsksForOne() throws IOException {
        for (JsonNode object : Chart.objects(Chart.template(Chart.EXAMPLES.resolve("standalone.yaml"))
                .set("pods.anyUser", "true")
                .call())) {
            JsonNode security = Chart.podOf(object).at("/spec/securityContext");
            if (!security.isMissingNode()) {
                assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
                assertThat(security.has("runAsUser") || security.has("fsGroup")).isFalse();
            }
        }
    }

    /** Else they keep a dead connection to a job manager whose network is gone, for minutes. */
    @Test
    void flinksPodsGiveADeadConnectionUp() throws IOException {
        for (String example : List.of("standalone.yaml", "existing-kafka.yaml")) {
            List<JsonNode> made = Chart.objects(Chart.template(Chart.EXAMPLES.resolve(example))
                    .withKubeVersion("1.29.0")
                    .call());
            assertThat(sysctlsOf(made))
                    .isNotEmpty()
                    .allSatisfy((name, sysctls) -> assertThat(sysctls)
                            .containsExactlyInAnyOrder(
                                    "net.ipv4.tcp_keepalive_time=10",
                                    "net.ipv4.tcp_keepalive_intvl=5",
                                    "net.ipv4.tcp_keepalive_probes=3"));
            assertThat(sysctlsOf(made).keySet())
                    .allMatch(name -> name.endsWith("manager") || name.endsWith("inference"));
        }
    }

    @Test
    void ofAnOlderClusterNoPodAsksForWhatItForbids() throws IOException {
        assertThat(sysctlsOf(Chart.objects(Chart.template(Chart.EXAMPLES.resolve("standalone.yaml"))
                        .withKubeVersion("1.28.9")
                        .call())))
                .isEmpty();
    }

    /** By the object's name, of those that have any. */
    private static Map<String, List<String>> sysctlsOf(List<JsonNode> made) {
        Map<String, List<String>> all = new TreeMap<>();
        for (JsonNode object : made) {
            List<String> own = new ArrayList<>();
            Chart.podOf(object)
                    .at("/spec/securityContext/sysctls")
                    .forEach(sysctl -> own.add(sysctl.path("name").asText() + "="
                            + sysctl.path("value").asText()));
            if (!own.isEmpty()) {
                all.put(object.at("/metadata/name").asText(), own);
            }
        }
        return all;
    }

    @Test
    void feedsAreAFileThatIngestFollows() throws IOException {
        List<JsonNode> made = Chart.objects(
                Chart.template(Chart.EXAMPLES.resolve("standalone.yaml")).call());
        JsonNode feeds = Chart.YAML.readTree(made.stream()
                .map(object -> object.at("/data/feeds.yaml").asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseThrow());
        assertThat(feeds.at("/feeds/0/name").asText()).isEqualTo("hall");
        assertThat(feeds.at("/feeds/0/credentials/file").asText()).isEqualTo("/etc/mien/credentials/hall");
        JsonNode pod = Chart.object(made, "Deployment", "mien-ingest-cameras").at("/spec/template/spec");
        assertThat(Chart.texts(pod.at("/containers/0/args"))).containsSequence("--feeds", "/etc/mien/feeds/feeds.yaml");
        // Kubernetes brings no changes to a file that is mounted by itself.
        assertThat(pod.at("/containers/0/volumeMounts").findValues("subPath")).isEmpty();
    }

    @Test
    void withKeysEveryProcessThatSealsOrOpensHasThemAndIsOneUser() throws IOException {
        int holders = 0;
        for (JsonNode object : Chart.objects(Chart.template(Chart.EXAMPLES.resolve("standalone.yaml"))
                .set("keys.claim", "keys")
                .set("keys.masterKeySecret", "master-key")
                .call())) {
            JsonNode pod = Chart.podOf(object).path("spec");
            if (Chart.texts(pod.at("/containers/0/args")).contains("--keys")
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
}
