package io.mien.making.importing;

import io.mien.making.checkpoint.StoredTensor;
import io.mien.models.ModelException;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a weight from the tensors of a checkpoint that were found to be it.
 *
 * @param parts one tensor, or those that are stacked
 * @param shape of the weight, as networks ask for it
 * @param layout how it lies in the file
 */
record MatchedWeight(List<Part> parts, List<Long> shape, Layout layout) {

    /**
     * The largest number of half precision, which CLIP is published in. A bit that flipped in an exponent makes 1e37 of a weight:
     * what then overflows hangs on the order of sums, so that PyTorch computes NaN and TensorFlow numbers.
     */
    private static final float LARGEST = 65_504;

    /** How a weight lies in the file. */
    enum Layout {
        AS_IS,
        /** A matrix the other way round. */
        TRANSPOSED,
        /** The parts one after the other. */
        STACKED
    }

    /** A tensor, and what is added to it. */
    record Part(StoredTensor tensor, @Nullable LowRankUpdate update) {
        private float[] floats() {
            float[] values = tensor.floats();
            if (update != null) {
                update.addTo(values);
            }
            for (float value : values) {
                // Written so that a number that is none fails.
                if (!(Math.abs(value) <= LARGEST)) {
                    throw new ModelException("tensor " + tensor + ": holds " + value + " (expected: numbers of at most "
                            + LARGEST + "; is the file damaged, or did the training diverge?)");
                }
            }
            return values;
        }
    }

    /** Whether a tensor has a weight's shape; a scalar may also be saved as one element. */
    static boolean fits(StoredTensor tensor, long... expected) {
        boolean sameShape =
                tensor.shape().equals(LongStream.of(expected).boxed().toList());
        boolean scalar = expected.length == 0 && tensor.shape().equals(List.of(1L));
        return tensor.type().isFloating() && (sameShape || scalar);
    }

    /** Its numbers, row by row of {@link #shape}. */
    float[] floats() {
        return switch (layout) {
            case AS_IS -> parts.get(0).floats();
            case TRANSPOSED ->
                transposed(
                        parts.get(0).floats(),
                        shape.get(1).intValue(),
                        shape.get(0).intValue());
            case STACKED -> stacked();
        };
    }

    private float[] stacked() {
        float[] whole = new float
                [parts.stream()
                        .mapToInt(part -> Math.toIntExact(part.tensor.elements()))
                        .reduce(0, Math::addExact)];
        int at = 0;
        for (Part part : parts) {
            float[] values = part.floats();
            System.arraycopy(values, 0, whole, at, values.length);
            at += values.length;
        }
        return whole;
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        float[] moved = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                moved[column * rows + row] = values[row * columns + column];
            }
        }
        return moved;
    }
}
