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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds the state dict in a file of a training script: it is the dict itself, or one entry of a dict of other things.
 */
final class StateDict {
    /** What training scripts call it. */
    private static final List<String> WRAPPED_AS = List.of("state_dict", "model_state_dict", "model");

    private StateDict() {}

    static Contents of(PickledValue saved) {
        if (!(saved instanceof Dict root)) {
            throw new RefusedException(
                    "holds " + Rebuilding.describe(saved) + " (expected: a state dict, or a dict with one)");
        }
        List<OtherContent> others = new ArrayList<>();
        for (String wrapper : WRAPPED_AS) {
            if (root.entries().get(new Text(wrapper)) instanceof Dict wrapped) {
                root.entries().forEach((key, value) -> {
                    if (value != wrapped) {
                        others.add(new OtherContent(name(key), describe(value)));
                    }
                });
                return new Contents(tensors(wrapped, others), others);
            }
        }
        return new Contents(tensors(root, others), others);
    }

    private static Map<String, StoredTensor> tensors(Dict dict, List<OtherContent> others) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        dict.entries().forEach((key, value) -> {
            if (key instanceof Text name && value instanceof Tensor tensor) {
                tensors.put(
                        name.value(), new StoredTensor(name.value(), tensor.type(), tensor.view(), tensor.storage()));
            } else {
                others.add(new OtherContent(name(key), describe(value)));
            }
        });
        if (tensors.isEmpty()) {
            throw new RefusedException("no tensors in its state dict (it holds "
                    + others.stream().limit(10).map(OtherContent::name).toList() + ")");
        }
        return tensors;
    }

    private static String name(PickledValue key) {
        if (key instanceof Text text) {
            return text.value();
        } else if (key instanceof Whole whole) {
            return Long.toString(whole.value());
        } else if (key instanceof Real real) {
            return Double.toString(real.value());
        }
        return key.toString().toLowerCase(Locale.ROOT); // a constant
    }

    private static String describe(PickledValue value) {
        if (value instanceof Whole || value instanceof Real || value instanceof PickledValue.Constant) {
            return name(value);
        } else if (value instanceof Text text) {
            return text.value().length() <= 100 ? text.value() : text.value().substring(0, 100) + "…";
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
            return instance.attributes().entries().values();
        } else if (value instanceof Items list) {
            return list.items();
        } else if (value instanceof Tuple tuple) {
            return tuple.items();
        }
        return List.of();
    }
}
