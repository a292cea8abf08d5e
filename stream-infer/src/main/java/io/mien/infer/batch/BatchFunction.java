package io.mien.infer.batch;

import java.util.List;

/**
 * What is done to a batch. Called by several threads at once.
 *
 * @param <I> of an item
 * @param <O> of a result
 */
@FunctionalInterface
public interface BatchFunction<I, O> {

    /**
     * Does it.
     *
     * @return as many results, in the same order
     * @throws RuntimeException if an item cannot be done, or none can
     */
    List<O> apply(List<I> items);
}
