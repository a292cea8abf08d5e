package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * Writes and reads one type of element, for checkpoints and between tasks. Each element is preceded by its version, so
 * a newer format reads what an older one wrote. Formats have no state and a public constructor without parameters, and
 * their class names are part of every checkpoint: do not rename them.
 *
 * @param <T> an immutable type
 */
public interface ElementFormat<T> extends Serializable {

    /** The type. */
    Class<T> type();

    /** What {@link #write} writes; 1 or more, at most 127. */
    int version();

    /** Writes an element in the newest version. */
    void write(T element, DataOutput out) throws IOException;

    /**
     * Reads an element.
     *
     * @param version that it was written in, between 1 and {@link #version()}
     */
    T read(int version, DataInput in) throws IOException;
}
