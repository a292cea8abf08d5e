package io.mien.schemas.registry;

import io.mien.schemas.sealing.NoKeys;
import io.mien.schemas.sealing.StreamKeys;
import java.util.UUID;
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
     * @throws SchemaRegistryException if the registry cannot be reached, or the schema is new and may not be registered
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

    /**
     * The schema of a GUID, which is the same in every registry that the schema is copied to.
     *
     * @throws UnknownSchemaException if no schema has it, or the registry knows no GUIDs
     * @throws SchemaRegistryException if the registry cannot be reached
     */
    Schema schema(UUID guid);

    /**
     * The GUID of the schema that has this id.
     *
     * @throws UnknownSchemaException if no schema has it
     * @throws SchemaRegistryException if the registry cannot be reached, or gives no GUIDs
     */
    UUID guid(int id);

    /** Where records that are written with this registry's ids are to carry them. */
    default SchemaIdPlace idPlace() {
        return SchemaIdPlace.PREFIX;
    }

    /** What records that are written or read with this registry's ids are sealed and opened with. */
    default StreamKeys keys() {
        return NoKeys.NONE;
    }

    @Override
    void close();
}
