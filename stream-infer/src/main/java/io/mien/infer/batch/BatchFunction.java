package io.mien.infer.batch;

import java.util.List;

/**
 * Does the work on a batch. Several threads call it at once.
 *
 * @param <I> of an item
 * @param <O> of a result
 */
@FunctionalInterface
public interface BatchFunction<I, O> {

    /**
     * Does the work.
     *
     * @return as many results, in the same order
     * @throws RuntimeException if an item cannot be done, or none can
     */
    List<O> apply(List<I> items);
}
