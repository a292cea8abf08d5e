package io.mien.making.checkpoint;

import io.mien.making.checkpoint.PickledValue.Dict;
import io.mien.making.checkpoint.PickledValue.Instance;
import io.mien.making.checkpoint.PickledValue.Items;
import io.mien.making.checkpoint.PickledValue.Real;
import io.mien.making.checkpoint.PickledValue.Tensor;
import io.mien.making.checkpoint.PickledValue.Text;
import io.mien.making.checkpoint.PickledValue.Tuple;
import io.mien.making.checkpoint.PickledValue.Whole;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Says what a pickled value is, in a few words whatever it contains. */
final class PickledDescription {
    private static final int MOST_TEXT = 100;

    private PickledDescription() {}

    /** Of a dict's key. */
    static String name(PickledValue key) {
        if (key instanceof Text text) {
            return text.value();
        } else if (key instanceof Whole whole) {
            return Long.toString(whole.value());
        } else if (key instanceof Real real) {
            return Double.toString(real.value());
        } else if (key instanceof PickledValue.Constant) {
            return key.toString().toLowerCase(Locale.ROOT);
        }
        return Rebuilding.describe(key);
    }

    static String of(PickledValue value) {
        if (value instanceof Whole || value instanceof Real || value instanceof PickledValue.Constant) {
            return name(value);
        } else if (value instanceof Text text) {
            return text.value().length() <= MOST_TEXT
                    ? text.value()
                    : text.value().substring(0, MOST_TEXT) + "…";
        } else if (value instanceof Tensor tensor) {
            return "a tensor, " + tensor.type() + " " + tensor.view().shape();
        }
        long[] countAndBytes = tensorsWithin(value);
        return Rebuilding.describe(value)
                + (countAndBytes[0] == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, " with %d tensors, %.1f MB", countAndBytes[0], countAndBytes[1] / 1e6));
    }

    /** Whether it is a tensor or has one in it, at any depth. */
    static boolean holdsTensors(PickledValue value) {
        return value instanceof Tensor || tensorsWithin(value)[0] > 0;
    }

    /** How many and how many bytes. Lists may contain themselves, so nothing is counted twice. */
    private static long[] tensorsWithin(PickledValue value) {
        long[] countAndBytes = new long[2];
        Set<PickledValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<PickledValue> waiting = new ArrayDeque<>(List.of(value));
        while (!waiting.isEmpty()) {
            PickledValue next = waiting.remove();
            if (seen.add(next)) {
                if (next instanceof Tensor tensor) {
                    countAndBytes[0]++;
                    countAndBytes[1] += tensor.view().elements() * tensor.type().bytes();
                } else {
                    waiting.addAll(children(next));
                }
            }
        }
        return countAndBytes;
    }

    private static Collection<PickledValue> children(PickledValue value) {
        if (value instanceof Dict dict) {
            return dict.entries().values();
        } else if (value instanceof Instance instance) {
            List<PickledValue> all =
                    new ArrayList<>(instance.attributes().entries().values());
            all.addAll(instance.entries().entries().values());
            all.addAll(instance.parts().items());
            return all;
        } else if (value instanceof Items list) {
            return list.items();
        } else if (value instanceof Tuple tuple) {
            return tuple.items();
        }
        return List.of();
    }
}
