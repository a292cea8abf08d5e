package io.mien.making.checkpoint;

import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor in a checkpoint, whose values are read on request. Several tensors may look at the same storage, each in its
 * own order; the values returned are always row-major.
 */
public final class StoredTensor {
    /** How much of a file is read at once. */
    private static final int CHUNK = 1 << 20;

    private final String name;
    private final TensorElementType type;
    private final StridedView view;
    private final Storage storage;

    StoredTensor(String name, TensorElementType type, StridedView view, Storage storage) {
        this.name = name;
        this.type = type;
        this.view = view;
        this.storage = storage;
    }

    public String name() {
        return name;
    }

    public TensorElementType type() {
        return type;
    }

    /** Dimensions, the outermost first; none for a scalar. */
    public List<Long> shape() {
        return view.shape();
    }

    /** How many elements: the shape's product. */
    public long elements() {
        return view.elements();
    }

    /** Whether it holds the same numbers in the same shape. */
    public boolean isCopyOf(StoredTensor other) {
        return shape().equals(other.shape()) && (isAliasOf(other) || Arrays.equals(floats(), other.floats()));
    }

    /** Whether both are the same part of the same storage, seen in the same way: two names of one tensor. */
    public boolean isAliasOf(StoredTensor other) {
        return storage.equals(other.storage) && type == other.type && view.equals(other.view);
    }

    /**
     * The values, row-major, in single precision.
     *
     * @throws ModelException if the file cannot be read, or the tensor is too large for an array
     */
    public float[] floats() {
        float[] values = new float[count()];
        if (view.isContiguous()) {
            int chunk = CHUNK / type.bytes();
            for (int done = 0; done < values.length; done += chunk) {
                int part = Math.min(chunk, values.length - done);
                type.decode(read(view.offset() + done, part), values, done);
            }
        } else {
            ByteBuffer span = read(view.offset(), view.span());
            view.forEach((index, place) -> values[index] = type.floatAt(span, place * type.bytes()));
        }
        return values;
    }

    /**
     * The values, row-major, of a tensor of integers or booleans (0 and 1).
     *
     * @throws ModelException if the elements are no integers, or as {@link #floats()}
     */
    public long[] integers() {
        if (type.isFloating()) {
            throw new ModelException("tensor " + this + " (expected: integers)");
        }
        long[] values = new long[count()];
        ByteBuffer span = read(view.offset(), view.span());
        view.forEach((index, place) -> values[index] = type.integerAt(span, place * type.bytes()));
        return values;
    }

    private int count() {
        if (elements() > Integer.MAX_VALUE / type.bytes()) {
            throw new ModelException("tensor " + this + ": too large (expected: under 2 GB)");
        }
        return (int) elements();
    }

    private ByteBuffer read(long firstElement, long elements) {
        long bytes = elements * type.bytes();
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new ModelException("tensor " + this + ": spread over " + bytes + " bytes (expected: under 2 GB)");
        }
        try {
            return storage.read(firstElement * type.bytes(), (int) bytes);
        } catch (IOException | RefusedException e) {
            throw new ModelException("tensor " + this + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** For messages: {@code visual.proj float32 [768, 512]}. */
    @Override
    public String toString() {
        return name + " " + type + " " + shape();
    }
}
