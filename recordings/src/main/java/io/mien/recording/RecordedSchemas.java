package io.mien.recording;

import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.registry.UnknownSchemaException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * The schemas of a recording as a registry: the ids are those of the registry that the records were written with. What is
 * registered besides lives and ends with this. Safe for use by many threads.
 */
public final class RecordedSchemas implements SchemaRegistry {
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    /** @param texts schemas as JSON, by id */
    public RecordedSchemas(Map<Integer, String> texts) {
        texts.forEach((id, text) -> schemas.put(id, new Schema.Parser().parse(text)));
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

    /** Nothing to close. */
    @Override
    public void close() {}
}
