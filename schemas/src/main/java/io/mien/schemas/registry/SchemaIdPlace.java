package io.mien.schemas.registry;

/** Where a written record says which schema it was written with. Both are read, whatever is written. */
public enum SchemaIdPlace {
    /** In the value itself: magic byte 0 and four bytes of id before the Avro bytes. Every reader knows it. */
    PREFIX,
    /**
     * In the header {@code __value_schema_id}: magic byte 1 and the 16 bytes of the schema's GUID; the value is the bare
     * Avro bytes. Only for registries that give GUIDs, and for readers that know of them.
     */
    HEADER
}
