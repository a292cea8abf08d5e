package io.mien.infer.operator;

import org.jspecify.annotations.Nullable;

/** Requires the parts that Flink's functions get only when they are opened, and lack if that failed. */
final class Opened {
    private Opened() {}

    static <T> T require(@Nullable T resource) {
        if (resource == null) {
            throw new IllegalStateException("function is not open");
        }
        return resource;
    }

    /** A resource whose closing throws nothing that is checked. */
    static void close(@Nullable AutoCloseable resource) {
        if (resource == null) {
            return;
        }
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("cannot close " + resource, e);
        }
    }
}
