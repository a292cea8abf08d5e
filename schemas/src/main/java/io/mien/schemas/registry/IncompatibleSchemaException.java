package io.mien.schemas.registry;

/** A schema would break programs that read or write the subject now, or it is no Avro schema that they could read. */
public final class IncompatibleSchemaException extends SchemaRegistryException {
    private static final long serialVersionUID = 1L;

    public IncompatibleSchemaException(String message) {
        super(message);
    }
}
