package io.mien.making.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value that an unpickler builds, as far as checkpoints need it. Values do nothing: objects are names with
 * attributes.
 *
 * <p>Lists, dicts and instances may contain themselves in a hostile file. A caller that walks them must bound the way,
 * and must not compare, hash or print them.
 */
sealed interface PickledValue {

    /** Values without content. */
    enum Constant implements PickledValue {
        NONE,
        TRUE,
        FALSE
    }

    /** An integer of at most 64 bits. Comparable, as all keys of dicts are, so that no file can make hash maps slow. */
    record Whole(long value) implements PickledValue, Comparable<Whole> {
        @Override
        public int compareTo(Whole other) {
            return Long.compare(value, other.value);
        }
    }

    /** A floating-point number. */
    record Real(double value) implements PickledValue, Comparable<Real> {
        @Override
        public int compareTo(Real other) {
            return Double.compare(value, other.value);
        }
    }

    /** A string. */
    record Text(String value) implements PickledValue, Comparable<Text> {
        @Override
        public int compareTo(Text other) {
            return value.compareTo(other.value);
        }
    }

    /** Something that is in published files and that no weight depends on: bytes, NumPy's arrays, a device. */
    record Opaque(String what) implements PickledValue {}

    /** A tuple. */
    record Tuple(List<PickledValue> items) implements PickledValue {
        static final Tuple EMPTY = new Tuple(List.of());
    }

    /** A list or a set. */
    record Items(List<PickledValue> items) implements PickledValue {
        Items() {
            this(new ArrayList<>());
        }
    }

    /** A dict or an OrderedDict. Keys are constants, numbers, texts, or {@link OtherKey}. */
    record Dict(Map<PickledValue, PickledValue> entries) implements PickledValue {
        Dict() {
            this(new LinkedHashMap<>());
        }
    }

    /** A name from outside: what it stands for. */
    record Global(String name, GlobalRole role) implements PickledValue {}

    /**
     * A dict's key that is an object, a tuple or a class. Equal to itself alone, so that nothing in the file decides how long
     * a look-up takes.
     */
    final class OtherKey implements PickledValue {
        private final PickledValue value;

        OtherKey(PickledValue value) {
            this.value = value;
        }

        PickledValue value() {
            return value;
        }
    }

    /**
     * An object of any class: a name and what the file would have given it. No class is looked up.
     *
     * @param className as the file writes it
     * @param attributes what its state names
     * @param entries of an object that is a dict of its own kind
     * @param parts what it would have been made of, and elements of an object that is a list of its own kind
     */
    record Instance(String className, Dict attributes, Dict entries, Items parts) implements PickledValue {
        Instance(String className) {
            this(className, new Dict(), new Dict(), new Items());
        }

        Instance(String className, List<PickledValue> arguments) {
            this(className, new Dict(), new Dict(), new Items(new ArrayList<>(arguments)));
        }
    }

    /** The elements of one or more tensors. */
    record StorageReference(TensorElementType type, long elements, Storage storage) implements PickledValue {}

    /** A tensor. */
    record Tensor(TensorElementType type, StridedView view, Storage storage) implements PickledValue {}
}
