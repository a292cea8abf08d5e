/** Records as bytes: Confluent's wire format (magic byte 0, schema id, Avro binary; or the Avro binary alone, with the schema's GUID in a header). */
@NullMarked
package io.mien.schemas.wire;

import org.jspecify.annotations.NullMarked;
