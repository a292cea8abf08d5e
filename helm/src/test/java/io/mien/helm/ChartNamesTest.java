package io.mien.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names and addresses that the chart makes of a release, whatever it is called. */
final class ChartNamesTest {
    @Test
    void aJobOfKubernetesHasAnotherNameWhereItsTemplateIsAnotherAndTheSameWhereItIsNot() throws IOException {
        Path values = Chart.EXAMPLES.resolve("existing-kafka.yaml");
        List<String> names = new ArrayList<>();
        for (String setting : List.of("images.tag=v1", "images.tag=v1", "images.tag=v2", "topics.partitions=16")) {
            String[] parts = setting.split("=", 2);
            Chart.objects(Chart.template(values)
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
            for (JsonNode object : Chart.objects(new Helm(Chart.FOLDER)
                    .template()
                    .withName(release)
                    .withValuesFile(Chart.EXAMPLES.resolve(example))
                    .call())) {
                assertThat(Chart.objections(object)).isEmpty();
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
                    new Helm(Chart.FOLDER)
                            .template()
                            .withName(release)
                            .withValuesFile(Chart.EXAMPLES.resolve("gpu.yaml"))
                            .call(),
                    "FlinkDeployment"));
        }
        assertThat(names).doesNotHaveDuplicates();
    }

    private static String named(String made, String kind) throws IOException {
        return Chart.objects(made).stream()
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
        for (JsonNode object : Chart.objects(Chart.template(Chart.EXAMPLES.resolve("gpu.yaml"))
                .set("registry.url", url)
                .call())) {
            if (object.at("/metadata/name").asText().equals("mien-names-and-kafka")) {
                assertThat(object.at("/spec/egress/2/ports/0/port").asInt()).isEqualTo(port);
                return;
            }
        }
        throw new AssertionError("no policy");
    }
}
