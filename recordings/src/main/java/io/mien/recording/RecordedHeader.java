package io.mien.recording;

import org.jspecify.annotations.Nullable;

/**
 * A header of a record.
 *
 * @param name of it
 * @param value as received; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as received, never compared
public record RecordedHeader(String name, byte @Nullable [] value) {}
