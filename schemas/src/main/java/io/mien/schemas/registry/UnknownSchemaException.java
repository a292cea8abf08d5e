package io.mien.schemas.registry;

import java.util.UUID;

/** No schema has this id. */
public final class UnknownSchemaException extends SchemaRegistryException {
    private static final long serialVersionUID = 1L;

    public UnknownSchemaException(int id) {
        super("schema id: " + id + " (expected: an id of the schema registry)");
    }

    public UnknownSchemaException(UUID guid) {
        super("schema GUID: " + guid + " (expected: a GUID of the schema registry)");
    }
}
