package io.mien.schemas.registry;

/** No schema has this id. */
public final class UnknownSchemaException extends SchemaRegistryException {
    private static final long serialVersionUID = 1L;

    private final int id;

    public UnknownSchemaException(int id) {
        super("schema id: " + id + " (expected: an id of the schema registry)");
        this.id = id;
    }

    public int id() {
        return id;
    }
}
