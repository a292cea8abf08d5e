package io.mien.schemas.registry;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@link SchemaRegistryServer} says: a status and a body that becomes JSON.
 *
 * @param status of HTTP
 * @param body records, maps, lists and texts
 */
record RegistryAnswer(int status, Object body) {

    static RegistryAnswer ok(Object body) {
        return new RegistryAnswer(200, body);
    }

    /** @param code Confluent's, which clients look at before the status */
    static RegistryAnswer error(int status, int code, String message) {
        return new RegistryAnswer(status, Map.of("error_code", code, "message", message));
    }

    /** A version as clients and user interfaces know it. */
    static Map<String, Object> describe(SchemaCatalog.Version version) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("subject", version.subject());
        fields.put("version", version.number());
        fields.put("id", version.id());
        fields.put("guid", SchemaGuid.of(version.schema()).toString());
        fields.put("schema", version.schema().toString());
        return fields;
    }
}
