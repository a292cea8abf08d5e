package io.mien.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kubernetes' own objects by the rules of its API's client, which refuses unknown and missing fields; those of operators by
 * their definitions, with unknown fields refused as {@code kubectl --validate=strict} does.
 */
final class StrictSchemas {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    /** The definitions by kind, where they are. */
    private static final Map<String, String> DEFINITIONS = Map.of(
            "FlinkDeployment", "flinkdeployments.flink.apache.org-v1.15.0.yml",
            "Kafka", "040-Crd-kafka.yaml",
            "KafkaTopic", "043-Crd-kafkatopic.yaml",
            "KafkaNodePool", "045-Crd-kafkanodepool.yaml");
    /** Prometheus' operator: its definitions are nowhere to be had here, so only that the YAML is an object is checked. */
    private static final List<String> UNCHECKED = List.of("PodMonitor", "ServiceMonitor", "PrometheusRule");

    /** Maps of texts in all kinds of objects. */
    private static final List<String> TEXTS =
            List.of("labels", "annotations", "matchLabels", "nodeSelector", "data", "flinkConfiguration");

    private final Path folder;

    /** @param folder with the operators' definitions */
    StrictSchemas(Path folder) {
        this.folder = folder;
    }

    boolean areThere() {
        return DEFINITIONS.values().stream().allMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /** What is wrong with an object; empty if nothing is. */
    List<String> objections(JsonNode object) throws IOException {
        String kind = object.path("kind").asText();
        List<String> objections = new ArrayList<>();
        requireTexts(kind, object, objections);
        if (DEFINITIONS.containsKey(kind)) {
            definition(kind, object.path("apiVersion").asText().replaceFirst("^.*/", ""))
                    .validate(object)
                    .forEach(message -> objections.add(kind + " " + message));
            if (kind.equals("FlinkDeployment")) {
                ObjectNode pod = object.at("/spec/podTemplate").deepCopy();
                pod.remove(List.of("apiVersion", "kind"));
                check("pod template", pod.toString(), V1PodTemplateSpec::fromJson, objections);
            }
        } else if (!UNCHECKED.contains(kind)) {
            check(kind, object.toString(), kubernetes(kind), objections);
        }
        return objections;
    }

    /** A check of Kubernetes' client: it reads an object of one kind. */
    @FunctionalInterface
    private interface Check {
        Object read(String json) throws IOException;
    }

    private static Check kubernetes(String kind) {
        return switch (kind) {
            case "ConfigMap" -> V1ConfigMap::fromJson;
            case "Deployment" -> V1Deployment::fromJson;
            case "Ingress" -> V1Ingress::fromJson;
            case "Job" -> V1Job::fromJson;
            case "NetworkPolicy" -> V1NetworkPolicy::fromJson;
            case "PodDisruptionBudget" -> V1PodDisruptionBudget::fromJson;
            case "Role" -> V1Role::fromJson;
            case "RoleBinding" -> V1RoleBinding::fromJson;
            case "Service" -> V1Service::fromJson;
            case "ServiceAccount" -> V1ServiceAccount::fromJson;
            default -> throw new IllegalArgumentException(kind + ": no schema (expected: one of those above)");
        };
    }

    private static void check(String what, String json, Check check, List<String> objections) throws IOException {
        try {
            // Its rules alone take a text for a number: it has to be read.
            Object unused = check.read(json);
        } catch (RuntimeException e) {
            objections.add(what + " " + e.getMessage());
        }
    }

    private JsonSchema definition(String kind, String version) throws IOException {
        JsonNode definition = YAML.readTree(
                folder.resolve(String.valueOf(DEFINITIONS.get(kind))).toFile());
        for (JsonNode candidate : definition.at("/spec/versions")) {
            if (candidate.path("name").asText().equals(version)) {
                ObjectNode schema = candidate.at("/schema/openAPIV3Schema").deepCopy();
                ObjectNode properties = (ObjectNode) schema.get("properties");
                for (String name : List.of("apiVersion", "kind", "metadata")) {
                    properties.set(name, YAML.createObjectNode());
                }
                refuseUnknown(schema);
                return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
            }
        }
        throw new IllegalArgumentException(kind + " " + version + ": no such version");
    }

    /** The client's rules do not look into maps of texts: a label that YAML takes for a number passes them. */
    private static void requireTexts(String place, JsonNode node, List<String> objections) {
        node.properties().forEach(field -> {
            String here = place + "." + field.getKey();
            if (TEXTS.contains(field.getKey())) {
                field.getValue().properties().stream()
                        .filter(entry -> !entry.getValue().isTextual())
                        .forEach(entry -> objections.add(
                                here + "." + entry.getKey() + ": " + entry.getValue() + " (expected: a text)"));
            }
            requireTexts(here, field.getValue(), objections);
        });
        if (node.isArray()) {
            node.forEach(element -> requireTexts(place, element, objections));
        }
    }

    private static void refuseUnknown(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.has("properties")
                && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(StrictSchemas::refuseUnknown);
    }
}
