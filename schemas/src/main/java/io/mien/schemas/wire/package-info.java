/** Records as bytes: Confluent's wire format (magic byte 0, schema id, Avro binary). */
@NullMarked
package io.mien.schemas.wire;

import org.jspecify.annotations.NullMarked;
