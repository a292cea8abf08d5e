package io.mien.schemas.registry;

import java.util.UUID;
import org.apache.avro.Schema;

/**
 * A registry that lives and ends with its process. It serves tests, and tools that need no cluster. Safe for use by
 * many threads.
 */
public final class InMemorySchemaRegistry implements SchemaRegistry {
    private final SchemaCatalog catalog = new SchemaCatalog();
    private final SchemaIdPlace idPlace;
    private int registrations;

    /** One whose ids stand before the values. */
    public InMemorySchemaRegistry() {
        this(SchemaIdPlace.PREFIX);
    }

    /** One whose ids stand there. */
    public InMemorySchemaRegistry(SchemaIdPlace idPlace) {
        this.idPlace = idPlace;
    }

    @Override
    public SchemaIdPlace idPlace() {
        return idPlace;
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        catalog.incompatibility(subject, schema).ifPresent(reason -> {
            throw new IncompatibleSchemaException("schema of " + subject + ": " + reason);
        });
        catalog.apply(++registrations, subject, schema);
        return catalog.find(subject, schema).orElseThrow();
    }

    @Override
    public synchronized Schema schema(int id) {
        return catalog.schema(id).orElseThrow(() -> new UnknownSchemaException(id));
    }

    @Override
    public synchronized Schema schema(UUID guid) {
        return catalog.schema(guid).orElseThrow(() -> new UnknownSchemaException(guid));
    }

    @Override
    public synchronized UUID guid(int id) {
        return SchemaGuid.of(schema(id));
    }

    /** Nothing to close. */
    @Override
    public void close() {}
}
