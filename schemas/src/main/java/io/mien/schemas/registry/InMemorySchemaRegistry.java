package io.mien.schemas.registry;

import org.apache.avro.Schema;

/**
 * A registry that lives and ends with its process. It serves tests, and tools that need no cluster. Safe for use by
 * many threads.
 */
public final class InMemorySchemaRegistry implements SchemaRegistry {
    private final SchemaCatalog catalog = new SchemaCatalog();
    private int registrations;

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

    /** Nothing to close. */
    @Override
    public void close() {}
}
