/** Records as JSON for people and programs that do not read Avro. */
@NullMarked
package io.mien.schemas.json;

import org.jspecify.annotations.NullMarked;
