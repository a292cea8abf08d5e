package io.mien.schemas.wire;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The header that says which schema a record's value was written with, where the value itself does not. */
public final class SchemaHeader {
    /** Confluent's name for it. */
    public static final String NAME = "__value_schema_id";

    private SchemaHeader() {}

    /** Its value in a record; null if the record has none. */
    public static byte @Nullable [] of(Headers headers) {
        Header header = headers.lastHeader(NAME);
        return header == null ? null : header.value();
    }
}
