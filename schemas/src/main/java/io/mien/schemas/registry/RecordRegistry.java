package io.mien.schemas.registry;

import io.mien.schemas.sealing.StreamKeys;
import java.util.UUID;
import org.apache.avro.Schema;

/**
 * A registry, and what else belongs to the form of the records that are written with its ids: where they carry the ids, and
 * the keys that they are sealed and opened with. Closes registry and keys.
 */
public record RecordRegistry(SchemaRegistry registry, SchemaIdPlace idPlace, StreamKeys keys)
        implements SchemaRegistry {

    /** With keys; the ids stay where the registry says. */
    public RecordRegistry(SchemaRegistry registry, StreamKeys keys) {
        this(registry, registry.idPlace(), keys);
    }

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
    public void close() {
        try (keys) {
            registry.close();
        }
    }
}
