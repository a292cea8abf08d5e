package io.mien.recording;

import io.mien.schemas.registry.SchemaGuid;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.UnknownSchemaException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * The schemas of a recording as a registry: the ids are those of the registry that the records were written with. What is
 * registered besides lives and ends with this. Safe for use by many threads.
 */
public final class RecordedSchemas implements SchemaRegistry {
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    /** As the registry gave them, which need not be Mien's. */
    private final Map<UUID, Schema> guids = new ConcurrentHashMap<>();

    /**
     * @param byId schemas as JSON, by id
     * @param byGuid schemas as JSON, by GUID
     */
    private RecordedSchemas(Map<Integer, String> byId, Map<UUID, String> byGuid) {
        byId.forEach((id, text) -> schemas.put(id, new Schema.Parser().parse(text)));
        byGuid.forEach((guid, text) -> guids.put(guid, new Schema.Parser().parse(text)));
    }

    /** Those of a recording. */
    public static RecordedSchemas of(Recording recording) {
        return new RecordedSchemas(recording.schemas(), recording.schemasByGuid());
    }

    /** None yet. */
    public static RecordedSchemas none() {
        return new RecordedSchemas(Map.of(), Map.of());
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        return schemas.entrySet().stream()
                .filter(entry -> entry.getValue().equals(schema))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> {
                    int id = schemas.keySet().stream()
                                    .mapToInt(Integer::intValue)
                                    .max()
                                    .orElse(0)
                            + 1;
                    schemas.put(id, schema);
                    return id;
                });
    }

    @Override
    public Schema schema(int id) {
        Schema schema = schemas.get(id);
        if (schema == null) {
            throw new UnknownSchemaException(id);
        }
        return schema;
    }

    @Override
    public Schema schema(UUID guid) {
        Schema known = guids.get(guid);
        if (known != null) {
            return known;
        }
        return schemas.values().stream()
                .filter(schema -> SchemaGuid.of(schema).equals(guid))
                .findFirst()
                .orElseThrow(() -> new UnknownSchemaException(guid));
    }

    @Override
    public UUID guid(int id) {
        return SchemaGuid.of(schema(id));
    }

    /** Nothing to close. */
    @Override
    public void close() {}
}
