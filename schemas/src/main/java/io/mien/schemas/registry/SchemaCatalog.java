package io.mien.schemas.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;

/**
 * Knows which schemas are registered. It is a pure state machine that is fed with registrations in their order in the
 * log, so every reader of the log comes to the same state. Not safe for use by many threads.
 */
final class SchemaCatalog {

    /** One version of a subject. */
    record Version(String subject, int number, int id, Schema schema) {}

    private final Map<Integer, Schema> schemas = new LinkedHashMap<>();
    private final Map<String, List<Version>> subjects = new TreeMap<>();

    /**
     * Takes a registration that got this id from its place in the log. A registration that repeats a version of its
     * subject, or is incompatible with the latest, changes nothing.
     */
    void apply(int id, String subject, Schema schema) {
        if (find(subject, schema).isPresent()
                || incompatibility(subject, schema).isPresent()) {
            return;
        }
        // The same schema under another subject keeps its id, as in Confluent's registry.
        int known = schemas.entrySet().stream()
                .filter(entry -> entry.getValue().equals(schema))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(id);
        schemas.putIfAbsent(known, schema);
        List<Version> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
        versions.add(new Version(subject, versions.size() + 1, known, schema));
    }

    Optional<Schema> schema(int id) {
        return Optional.ofNullable(schemas.get(id));
    }

    /** The id of a schema that is registered under the subject. */
    OptionalInt find(String subject, Schema schema) {
        return versions(subject).stream()
                .filter(version -> version.schema().equals(schema))
                .mapToInt(Version::id)
                .findFirst();
    }

    List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    List<Version> versions(String subject) {
        return List.copyOf(subjects.getOrDefault(subject, List.of()));
    }

    /**
     * Says in words why a schema cannot follow the subject's latest; empty if it can. Both directions count: old
     * readers meet new writers while a pipeline is updated, and new readers meet old records.
     */
    Optional<String> incompatibility(String subject, Schema schema) {
        List<Version> versions = versions(subject);
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        Schema latest = versions.get(versions.size() - 1).schema();
        return incompatibility(schema, latest, "records of the latest version cannot be read with it")
                .or(() -> incompatibility(latest, schema, "its records cannot be read with the latest version"));
    }

    private static Optional<String> incompatibility(Schema reader, Schema writer, String consequence) {
        SchemaPairCompatibility pair = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (pair.getType() == SchemaCompatibilityType.COMPATIBLE) {
            return Optional.empty();
        }
        return Optional.of(consequence + ": "
                + pair.getResult().getIncompatibilities().stream()
                        .map(found -> found.getType() + " at " + found.getLocation() + " (" + found.getMessage() + ")")
                        .distinct()
                        .toList());
    }
}
