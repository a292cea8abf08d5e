package io.mien.schemas.wire;

import io.mien.schemas.registry.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Which schema a value was written with, as the value or its header says it: a magic byte, and what that stands for. */
public sealed interface SchemaReference {
    /** Before a registry's id, four bytes. */
    byte MAGIC_ID = 0;
    /** Before a schema's GUID, 16 bytes. */
    byte MAGIC_GUID = 1;

    int ID_BYTES = 1 + Integer.BYTES;
    int GUID_BYTES = 1 + 2 * Long.BYTES;

    /** An id of the registry. */
    record Id(int id) implements SchemaReference {
        @Override
        public Schema in(SchemaRegistry registry) {
            return registry.schema(id);
        }

        @Override
        public int bytes() {
            return ID_BYTES;
        }

        @Override
        public Optional<Integer> asId() {
            return Optional.of(id);
        }

        @Override
        public String toString() {
            return Integer.toString(id);
        }
    }

    /** A GUID, which says the same in every registry. */
    record Guid(UUID guid) implements SchemaReference {
        @Override
        public Schema in(SchemaRegistry registry) {
            return registry.schema(guid);
        }

        @Override
        public int bytes() {
            return GUID_BYTES;
        }

        @Override
        public Optional<Integer> asId() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return guid.toString();
        }
    }

    /** The schema; asks the registry. */
    Schema in(SchemaRegistry registry);

    /** How many bytes it takes, its magic byte among them. */
    int bytes();

    /** The id, if it is one. */
    Optional<Integer> asId();

    /**
     * That of a record; empty if there is none that can be read.
     *
     * @param schemaHeader the record's {@link SchemaHeader}, which is stronger than what the value begins with; null for none
     */
    static Optional<SchemaReference> of(byte @Nullable [] value, byte @Nullable [] schemaHeader) {
        byte[] saying = schemaHeader == null ? value : schemaHeader;
        return saying == null ? Optional.empty() : read(saying);
    }

    /** The one that these bytes begin with; empty if they begin otherwise, or end before it does. */
    static Optional<SchemaReference> read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length >= ID_BYTES && bytes[0] == MAGIC_ID) {
            return Optional.of(new Id(buffer.getInt(1)));
        }
        if (bytes.length >= GUID_BYTES && bytes[0] == MAGIC_GUID) {
            return Optional.of(new Guid(new UUID(buffer.getLong(1), buffer.getLong(1 + Long.BYTES))));
        }
        return Optional.empty();
    }

    /** As a value begins with it. */
    static byte[] prefix(int id) {
        return ByteBuffer.allocate(ID_BYTES).put(MAGIC_ID).putInt(id).array();
    }

    /** As a header holds it. */
    static byte[] header(UUID guid) {
        return ByteBuffer.allocate(GUID_BYTES)
                .put(MAGIC_GUID)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array();
    }
}
