package io.mien.schemas.registry;

import static io.mien.schemas.registry.RegistryAnswer.error;
import static io.mien.schemas.registry.RegistryAnswer.ok;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * Confluent's HTTP API over a {@link KafkaSchemaRegistry}: which question gets which answer. What is asked for by name is
 * found by the number of parts of its path and the first of them.
 */
final class RegistryApi {
    private static final String NO_DELETION =
            "schemas are never deleted: somebody may still have to read what was written with them (expected: only new"
                    + " versions, with new fields that have defaults)";
    private static final String FIXED = "not changed here: compatibility is always FULL, and the mode READWRITE";
    private static final String LEVEL = "FULL";
    private static final String ALL_CONTEXTS = ".";

    private final KafkaSchemaRegistry registry;

    RegistryApi(KafkaSchemaRegistry registry) {
        this.registry = registry;
    }

    /**
     * Answers what changes nothing.
     *
     * @param method of HTTP
     * @param path its parts, decoded
     * @param body of a POST, else empty
     */
    RegistryAnswer answer(String method, List<String> path, JsonNode body) {
        String shape = method + " " + path.size() + " " + path.get(0);
        return switch (shape) {
            case "GET 1 " -> ok(Map.of());
            case "GET 1 subjects" -> ok(registry.subjects());
            case "GET 1 schemas" -> ok(all());
            case "GET 1 contexts" -> ok(List.of(ALL_CONTEXTS));
            case "GET 1 config", "GET 2 config" -> ok(Map.of("compatibilityLevel", LEVEL));
            case "GET 1 mode", "GET 2 mode" -> ok(Map.of("mode", "READWRITE"));
            case "GET 2 schemas" -> path.get(1).equals("types") ? ok(List.of("AVRO")) : nothing(method, path);
            case "GET 3 schemas", "GET 4 schemas" -> schema(path);
            case "POST 2 subjects" -> lookUp(path.get(1), schemaIn(body));
            case "GET 3 subjects" -> path.get(2).equals("versions") ? versions(path.get(1)) : nothing(method, path);
            case "GET 4 subjects" -> version(path.get(1), path.get(3));
            case "GET 5 subjects" -> partOfVersion(path);
            case "POST 4 compatibility", "POST 5 compatibility" -> compatibility(path.get(2), schemaIn(body));
            default -> other(method, path);
        };
    }

    /** Registers a schema; who asks may do so. */
    RegistryAnswer register(String subject, JsonNode body) {
        Schema schema = schemaIn(body);
        int id = registry.register(subject, schema);
        return registry.versions(subject).stream()
                .filter(version -> version.id() == id)
                .findFirst()
                .map(version -> ok(RegistryAnswer.describe(version)))
                .orElseGet(() -> ok(Map.of("id", id)));
    }

    /** The version that a schema is of, without registering it. */
    Optional<RegistryAnswer> registered(String subject, JsonNode body) {
        return find(subject, schemaIn(body)).map(version -> ok(RegistryAnswer.describe(version)));
    }

    private static RegistryAnswer other(String method, List<String> path) {
        return switch (method) {
            case "DELETE" -> error(405, 405, NO_DELETION);
            case "PUT" -> error(405, 405, FIXED);
            default -> nothing(method, path);
        };
    }

    private static RegistryAnswer nothing(String method, List<String> path) {
        return error(404, 404, "no such resource: " + method + " /" + String.join("/", path));
    }

    private List<Map<String, Object>> all() {
        List<Map<String, Object>> all = new ArrayList<>();
        registry.subjects()
                .forEach(subject ->
                        registry.versions(subject).forEach(version -> all.add(RegistryAnswer.describe(version))));
        return all;
    }

    /** {@code /schemas/ids/ID}, {@code /schemas/guids/GUID}, and what is asked of them. */
    private RegistryAnswer schema(List<String> path) {
        boolean byGuid = path.get(1).equals("guids");
        if (!byGuid && !path.get(1).equals("ids")) {
            return nothing("GET", path);
        }
        Schema schema = byGuid ? registry.schema(guid(path.get(2))) : registry.schema(Integer.parseInt(path.get(2)));
        List<SchemaCatalog.Version> versions = registry.subjects().stream()
                .flatMap(subject -> registry.versions(subject).stream())
                .filter(version -> version.schema().equals(schema))
                .toList();
        return switch (path.size() == 3 ? "" : path.get(3)) {
            case "" -> ok(schemaFields(schema));
            case "schema" -> ok(schema);
            case "subjects" ->
                ok(versions.stream().map(SchemaCatalog.Version::subject).toList());
            case "versions" ->
                ok(versions.stream()
                        .map(version -> Map.of("subject", version.subject(), "version", version.number()))
                        .toList());
            case "ids" ->
                ok(versions.stream()
                        .map(version -> Map.of("context", ALL_CONTEXTS, "id", version.id()))
                        .distinct()
                        .toList());
            default -> nothing("GET", path);
        };
    }

    private static Map<String, Object> schemaFields(Schema schema) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schema", schema.toString());
        fields.put("guid", SchemaGuid.of(schema).toString());
        return fields;
    }

    private static UUID guid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new NumberFormatException(e.getMessage());
        }
    }

    private RegistryAnswer lookUp(String subject, Schema schema) {
        return find(subject, schema)
                .map(version -> ok(RegistryAnswer.describe(version)))
                .orElseGet(() -> registry.versions(subject).isEmpty()
                        ? unknownSubject(subject)
                        : error(404, 40403, "schema not registered under " + subject));
    }

    private Optional<SchemaCatalog.Version> find(String subject, Schema schema) {
        return registry.versions(subject).stream()
                .filter(version -> version.schema().equals(schema))
                .findFirst();
    }

    private RegistryAnswer versions(String subject) {
        List<Integer> numbers = registry.versions(subject).stream()
                .map(SchemaCatalog.Version::number)
                .toList();
        return numbers.isEmpty() ? unknownSubject(subject) : ok(numbers);
    }

    private RegistryAnswer version(String subject, String number) {
        List<SchemaCatalog.Version> versions = registry.versions(subject);
        if (versions.isEmpty()) {
            return unknownSubject(subject);
        }
        return numbered(versions, number)
                .map(version -> ok(RegistryAnswer.describe(version)))
                .orElseGet(() -> error(404, 40402, "version " + number + " of " + subject + " not found"));
    }

    private static Optional<SchemaCatalog.Version> numbered(List<SchemaCatalog.Version> versions, String number) {
        // Confluent takes -1 for it too.
        OptionalInt wanted = number.equals("latest") || number.equals("-1")
                ? OptionalInt.of(versions.size())
                : OptionalInt.of(Integer.parseInt(number));
        return versions.stream()
                .filter(version -> version.number() == wanted.getAsInt())
                .findFirst();
    }

    private RegistryAnswer partOfVersion(List<String> path) {
        Optional<SchemaCatalog.Version> version = numbered(registry.versions(path.get(1)), path.get(3));
        if (version.isEmpty()) {
            return version(path.get(1), path.get(3));
        }
        return switch (path.get(4)) {
            case "schema" -> ok(version.get().schema());
            case "referencedby" -> ok(List.of());
            default -> nothing("GET", path);
        };
    }

    private RegistryAnswer compatibility(String subject, Schema schema) {
        Optional<String> reason = registry.incompatibility(subject, schema);
        return ok(Map.of(
                "is_compatible", reason.isEmpty(), "messages", reason.stream().toList()));
    }

    private static RegistryAnswer unknownSubject(String subject) {
        return error(404, 40401, "subject " + subject + " not found");
    }

    private static Schema schemaIn(JsonNode body) {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new SchemaParseException("schemaType " + type + " (expected: AVRO)");
        }
        if (!body.path("references").isEmpty()) {
            throw new SchemaParseException(
                    "references to other schemas (expected: one schema that holds all it names)");
        }
        try {
            return new Schema.Parser().parse(body.path("schema").asText());
        } catch (NullPointerException e) {
            // Avro 1.12's answer to the name of a type that nobody defined.
            throw new SchemaParseException(String.valueOf(e.getMessage()));
        }
    }
}
