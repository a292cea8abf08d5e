package io.mien.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import org.apache.avro.Schema;

/** The GUIDs that Mien's own registries give: made of the schema's text, so that all of them agree without asking. */
public final class SchemaGuid {
    private SchemaGuid() {}

    /** A name-based UUID (RFC 9562, version 3) of the schema's JSON. */
    public static UUID of(Schema schema) {
        return UUID.nameUUIDFromBytes(schema.toString().getBytes(UTF_8));
    }
}
