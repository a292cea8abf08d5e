package io.mien.failures;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says where the reason of a failure lies. */
public enum FailureKind {
    /** In Mien itself. */
    INTERNAL,
    /** In the command line or a configuration key. */
    USAGE,
    /** In an input, which is missing, cannot be read, or is no video. */
    INPUT,
    /** In Kafka, its topics and permissions, or the schema registry. */
    KAFKA,
    /** In a port or an address that may not be listened on. */
    PORT,
    /** In a disk, a folder or a file. */
    DISK,
    /** In a model package, a file to make one of, or a detector's file. */
    MODEL;

    /** By name, because Kafka is not on every class path. */
    private static final String KAFKA_EXCEPTION = "org.apache.kafka.common.KafkaException";

    /** The kind of one exception, without its causes; {@link #INTERNAL} if it is none that tells. */
    public static FailureKind of(Throwable failure) {
        if (failure instanceof ToldFailure told) {
            return told.failureKind();
        }
        if (failure instanceof BindException) {
            return PORT;
        }
        if (failure instanceof UncheckedIOException unchecked) {
            return ofCause(unchecked.getCause());
        }
        if (failure instanceof IOException) {
            return DISK;
        }
        return isKafkas(failure) ? KAFKA : INTERNAL;
    }

    /** The kind of the first in a chain of causes that tells one; {@link #INTERNAL} if none does. */
    public static FailureKind ofCause(@Nullable Throwable cause) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (@Nullable Throwable next = cause; next != null && seen.add(next); next = next.getCause()) {
            FailureKind kind = of(next);
            if (kind != INTERNAL) {
                return kind;
            }
        }
        return INTERNAL;
    }

    private static boolean isKafkas(Throwable failure) {
        for (@Nullable Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(KAFKA_EXCEPTION)) {
                return true;
            }
        }
        return false;
    }
}
