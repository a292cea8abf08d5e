package io.mien.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The chart, its examples, and the objects that it makes of them. */
final class Chart {
    static final Path FOLDER = Path.of("mien");
    static final Path EXAMPLES = Path.of("examples");
    static final StrictSchemas SCHEMAS = new StrictSchemas(Path.of("../../shared/data/crds"));
    static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Chart() {}

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.sorted().toList().stream();
        }
    }

    static TemplateCommand template(Path values) {
        return new Helm(FOLDER).template().withName("mien").withValuesFile(values);
    }

    static void copy(Path chart) throws IOException {
        try (Stream<Path> tree = Files.walk(FOLDER)) {
            for (Path file : tree.toList()) {
                Files.copy(file, chart.resolve(FOLDER.relativize(file).toString()));
            }
        }
    }

    static JsonNode object(List<JsonNode> made, String kind, String name) {
        return made.stream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static List<JsonNode> objects(String made) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(made)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }

    /** What Kubernetes or the operators would object to; none if their definitions are not here. */
    static List<String> objections(JsonNode object) throws IOException {
        return SCHEMAS.areThere() ? SCHEMAS.objections(object) : List.of();
    }

    static JsonNode podOf(JsonNode object) {
        return object.path("kind").asText().equals("FlinkDeployment")
                ? object.at("/spec/podTemplate")
                : object.at("/spec/template");
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
