package io.mien.ingest.topology;

import io.mien.schemas.registry.SchemaGuid;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.UnknownSchemaException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Schema;

/** A registry for tests without a broker; ids count from 1. */
final class InMemoryRegistry implements SchemaRegistry {
    private final List<Schema> schemas = new ArrayList<>();

    @Override
    public synchronized int register(String subject, Schema schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    @Override
    public synchronized Schema schema(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new UnknownSchemaException(id);
        }
        return schemas.get(id - 1);
    }

    @Override
    public synchronized Schema schema(UUID guid) {
        return schemas.stream()
                .filter(schema -> SchemaGuid.of(schema).equals(guid))
                .findFirst()
                .orElseThrow(() -> new UnknownSchemaException(guid));
    }

    @Override
    public UUID guid(int id) {
        return SchemaGuid.of(schema(id));
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
