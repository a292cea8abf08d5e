package io.mien.schemas.registry;

/** The registry cannot be reached or cannot do what was asked; the message says where it is and what was asked. */
public class SchemaRegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SchemaRegistryException(String message) {
        super(message);
    }

    public SchemaRegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
