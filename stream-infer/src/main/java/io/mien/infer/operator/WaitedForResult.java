package io.mien.infer.operator;

import io.mien.infer.freshness.FramesUnderWay;
import java.util.Collection;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/**
 * A result of which it is told when it is there.
 *
 * @param <T> of the result
 */
record WaitedForResult<T>(ResultFuture<T> result, FramesUnderWay.Frame frame) implements ResultFuture<T> {
    @Override
    public void complete(Collection<T> results) {
        frame.end();
        result.complete(results);
    }

    @Override
    public void completeExceptionally(Throwable error) {
        frame.end();
        result.completeExceptionally(error);
    }

    @Override
    public void complete(CollectionSupplier<T> supplier) {
        frame.end();
        result.complete(supplier);
    }
}
