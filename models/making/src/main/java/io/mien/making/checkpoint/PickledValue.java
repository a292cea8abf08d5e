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

    /** A dict or an OrderedDict. Keys are constants, numbers or texts. */
    record Dict(Map<PickledValue, PickledValue> entries) implements PickledValue {
        Dict() {
            this(new LinkedHashMap<>());
        }
    }

    /** A name from outside that is allowed: what it stands for. */
    record Global(String name, GlobalRole role) implements PickledValue {}

    /** An object of an allowed class: its attributes and nothing else. */
    record Instance(String className, Dict attributes) implements PickledValue {}

    /** The elements of one or more tensors. */
    record StorageReference(TensorElementType type, long elements, Storage storage) implements PickledValue {}

    /** A tensor. */
    record Tensor(TensorElementType type, StridedView view, Storage storage) implements PickledValue {}
}
