package io.mien.infer.element;

import org.jspecify.annotations.Nullable;

/**
 * One header of a Kafka record.
 *
 * @param name may be repeated in a record
 * @param value as it was; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as received, never compared
public record RecordHeader(String name, byte @Nullable [] value) {}
