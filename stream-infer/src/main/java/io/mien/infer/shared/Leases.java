package io.mien.infer.shared;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The leases that one user of shared resources has taken, to be given back together in the opposite order. Not safe for
 * use by many threads.
 */
public final class Leases implements AutoCloseable {
    private final Deque<SharedResource.Lease<?>> taken = new ArrayDeque<>();

    private Leases() {}

    /**
     * Makes something that needs shared resources. If that fails, the leases that were taken for it are given back: who
     * makes it closes nothing then. Else the product has to close them.
     */
    public static <R> R open(Product<R> product) throws Exception {
        Leases leases = new Leases();
        boolean complete = false;
        try {
            R made = product.make(leases);
            complete = true;
            return made;
        } finally {
            if (!complete) {
                leases.close();
            }
        }
    }

    /** Takes a lease, and returns what it is of. */
    public <T extends AutoCloseable> T acquire(SharedResource<T> resource) {
        SharedResource.Lease<T> lease = resource.acquire();
        taken.push(lease);
        return lease.get();
    }

    @Override
    public void close() {
        if (!taken.isEmpty()) {
            try {
                taken.pop().close();
            } finally {
                close();
            }
        }
    }

    /**
     * What is made.
     *
     * @param <R> of the product
     */
    @FunctionalInterface
    public interface Product<R> {
        /** Makes it. */
        R make(Leases leases) throws Exception;
    }
}
