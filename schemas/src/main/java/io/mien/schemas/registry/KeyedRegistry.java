package io.mien.schemas.registry;

import io.mien.schemas.sealing.StreamKeys;
import java.util.UUID;
import org.apache.avro.Schema;

/**
 * A registry, and the keys that records with its ids are sealed and opened with: where a record's form is known, its seal is. Closes
 * both.
 */
public record KeyedRegistry(SchemaRegistry registry, StreamKeys keys) implements SchemaRegistry {

    @Override
    public int register(String subject, Schema schema) {
        return registry.register(subject, schema);
    }

    @Override
    public Schema schema(int id) {
        return registry.schema(id);
    }

    @Override
    public Schema schema(UUID guid) {
        return registry.schema(guid);
    }

    @Override
    public UUID guid(int id) {
        return registry.guid(id);
    }

    @Override
    public SchemaIdPlace idPlace() {
        return registry.idPlace();
    }

    @Override
    public void close() {
        try (keys) {
            registry.close();
        }
    }
}
