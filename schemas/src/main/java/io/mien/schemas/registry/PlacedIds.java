package io.mien.schemas.registry;

import java.util.UUID;
import org.apache.avro.Schema;

/** A registry whose ids written records carry in another place than it says itself. Closes it. */
record PlacedIds(SchemaRegistry registry, SchemaIdPlace idPlace) implements SchemaRegistry {

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
        registry.close();
    }
}
