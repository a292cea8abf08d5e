package io.mien.schemas.registry;

import org.apache.avro.Schema;

/**
 * Gives schemas their ids and ids their schemas.
 *
 * <p>Threads: all methods may be called by several threads at once. Answers never change, so callers may keep them.
 */
public interface SchemaRegistry extends AutoCloseable {

    /**
     * The id of a schema under a subject; registers it if it is new.
     *
     * @throws IncompatibleSchemaException if it breaks readers or writers of the subject's latest schema
     * @throws SchemaRegistryException if the registry cannot be reached
     */
    int register(String subject, Schema schema);

    /**
     * The schema of an id.
     *
     * @throws UnknownSchemaException if no schema has it
     * @throws IncompatibleSchemaException if it is no Avro schema
     * @throws SchemaRegistryException if the registry cannot be reached
     */
    Schema schema(int id);

    @Override
    void close();
}
