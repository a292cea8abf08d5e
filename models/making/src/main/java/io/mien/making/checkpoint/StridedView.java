package io.mien.making.checkpoint;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Says which elements of a storage a tensor consists of, and in which order, as PyTorch describes it: the element at
 * indices {@code i} is the storage's element {@code offset + sum(i * strides)}.
 *
 * @param offset of the first, in elements
 * @param shape dimensions
 * @param strides as many, in elements
 */
record StridedView(long offset, List<Long> shape, List<Long> strides) {
    /** PyTorch's own bound. */
    static final int MOST_DIMENSIONS = 64;

    /** A view may repeat elements (stride 0), so that the file does not bound its size; weights never repeat so many. */
    private static final long MOST_REPEATED = 1 << 20;

    StridedView {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
    }

    /** The whole of a storage in its own order. */
    static StridedView contiguous(List<Long> shape) {
        Long[] strides = new Long[shape.size()];
        long stride = 1;
        for (int dimension = strides.length - 1; dimension >= 0; dimension--) {
            strides[dimension] = stride;
            stride = Math.multiplyExact(stride, Math.max(1, shape.get(dimension)));
        }
        return new StridedView(0, shape, List.of(strides));
    }

    /**
     * Refuses a view that is impossible, or looks beyond its storage.
     *
     * @param stored elements in the storage
     */
    void requireWithin(long stored) {
        if (shape.size() != strides.size() || shape.size() > MOST_DIMENSIONS) {
            throw new RefusedException(shape.size() + " dimensions, " + strides.size()
                    + " strides (expected: as many of each, at most " + MOST_DIMENSIONS + ")");
        }
        if (offset < 0 || isNegative(shape) || isNegative(strides)) {
            throw new RefusedException("negative size: " + this + " (expected: nothing below 0)");
        }
        try {
            long elements = elements();
            if (elements > 0 && (offset >= stored || Math.addExact(offset, span()) > stored)) {
                throw new RefusedException("out of bounds: " + this + " reaches beyond its storage (expected: within "
                        + stored + " elements)");
            }
            if (elements > Math.max(stored, MOST_REPEATED)) {
                throw new RefusedException(
                        "lying shape: " + this + " has " + elements + " elements (its storage has " + stored + ")");
            }
        } catch (ArithmeticException e) {
            throw new RefusedException("lying shape: " + this + " overflows 64 bits", e);
        }
    }

    long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Elements of the storage from the first to the last that are looked at. */
    long span() {
        if (shape.contains(0L)) {
            return 0;
        }
        long last = 0;
        for (int dimension = 0; dimension < shape.size(); dimension++) {
            last = Math.addExact(last, Math.multiplyExact(shape.get(dimension) - 1, strides.get(dimension)));
        }
        return Math.addExact(last, 1);
    }

    /** Whether the elements lie in row-major order without gaps. */
    boolean isContiguous() {
        long expected = 1;
        for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
            long size = shape.get(dimension);
            if (size != 1 && strides.get(dimension) != expected) {
                return false;
            }
            expected *= size;
        }
        return true;
    }

    /** Takes each element's place, in row-major order. */
    @FunctionalInterface
    interface PlaceVisitor {
        /**
         * Takes one.
         *
         * @param index of the element in row-major order
         * @param place where it is, in elements after the first
         */
        void visit(int index, int place);
    }

    /** Visits all elements. Both counts fit an int. */
    void forEach(PlaceVisitor visitor) {
        int elements = Math.toIntExact(elements());
        long[] at = new long[shape.size()];
        long place = 0;
        for (int index = 0; index < elements; index++) {
            visitor.visit(index, Math.toIntExact(place));
            for (int dimension = at.length - 1; dimension >= 0; dimension--) {
                place += strides.get(dimension);
                if (++at[dimension] < shape.get(dimension)) {
                    break;
                }
                place -= at[dimension] * strides.get(dimension);
                at[dimension] = 0;
            }
        }
    }

    private static boolean isNegative(List<Long> numbers) {
        return numbers.stream().anyMatch(number -> number < 0);
    }

    /** For messages, short whatever the file says. */
    @Override
    public String toString() {
        return "shape " + abbreviated(shape) + ", strides " + abbreviated(strides) + ", offset " + offset;
    }

    private static String abbreviated(List<Long> numbers) {
        return numbers.stream()
                .limit(MOST_DIMENSIONS)
                .map(Object::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
