/**
 * The contract with the outside: topics, headers and the reasons of dead letters. The Avro records are generated from
 * {@code src/main/avro} into {@code io.mien.schemas.avro}.
 */
@NullMarked
package io.mien.schemas;

import org.jspecify.annotations.NullMarked;
