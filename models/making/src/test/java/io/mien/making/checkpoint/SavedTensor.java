package io.mien.making.checkpoint;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/**
 * A float tensor to be saved; the same object under two names is saved once.
 *
 * @param shape dimensions
 * @param values makes so many
 */
public record SavedTensor(List<Long> shape, IntFunction<float[]> values) {

    public static SavedTensor of(IntFunction<float[]> values, long... shape) {
        return new SavedTensor(LongStream.of(shape).boxed().toList(), values);
    }

    int elements() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }
}
