package io.mien.infer.shared;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A resource that a process has once, however many operators and slots use it. The first user opens it, and the last
 * one closes it. It travels with a job; its copies stand for the same resource, even after the job was restarted in the
 * same process.
 *
 * <p>Threads: any. While one opens a resource, others that want this or another one wait.
 *
 * @param <T> of the resource
 */
public final class SharedResource<T extends AutoCloseable> implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Holding> HELD = new HashMap<>();

    private final String identity;
    private final Opening<T> opening;

    /** A new resource, which is opened when it is first needed. */
    public SharedResource(Opening<T> opening) {
        this.identity = UUID.randomUUID().toString();
        this.opening = opening;
    }

    /** Adds a user. The caller closes the lease; closing it again does nothing. */
    @SuppressWarnings("unchecked") // what is held under an identity was opened by a copy of this
    public Lease<T> acquire() {
        synchronized (HELD) {
            Holding holding = HELD.get(identity);
            if (holding == null) {
                holding = new Holding(opening.open());
                HELD.put(identity, holding);
            }
            holding.users++;
            return new Lease<>(identity, (T) holding.resource);
        }
    }

    /** The number of users in this process now. */
    public int users() {
        synchronized (HELD) {
            Holding holding = HELD.get(identity);
            return holding == null ? 0 : holding.users;
        }
    }

    private static void release(String identity) {
        synchronized (HELD) {
            Holding holding = HELD.get(identity);
            if (holding == null) {
                throw new IllegalStateException("released more often than acquired");
            }
            holding.users--;
            if (holding.users == 0) {
                HELD.remove(identity);
                // Within the lock: the next user must not open it while it is being closed.
                close(holding.resource);
            }
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("cannot close " + resource, e);
        }
    }

    /**
     * How it is opened. Travels with a job.
     *
     * @param <T> of the resource
     */
    @FunctionalInterface
    public interface Opening<T> extends Serializable {
        /** Opens it. */
        T open();
    }

    /**
     * The right to use the resource until this is closed.
     *
     * @param <T> of the resource
     */
    public static final class Lease<T> implements AutoCloseable {
        private final String identity;
        private @Nullable T resource;

        private Lease(String identity, T resource) {
            this.identity = identity;
            this.resource = resource;
        }

        /** The resource. */
        public synchronized T get() {
            if (resource == null) {
                throw new IllegalStateException("lease is closed");
            }
            return resource;
        }

        @Override
        public synchronized void close() {
            if (resource != null) {
                resource = null;
                release(identity);
            }
        }
    }

    private static final class Holding {
        private final AutoCloseable resource;
        private int users;

        private Holding(AutoCloseable resource) {
            this.resource = resource;
        }
    }
}
