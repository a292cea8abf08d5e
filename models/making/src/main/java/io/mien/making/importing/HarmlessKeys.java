package io.mien.making.importing;

import io.mien.making.checkpoint.StoredTensor;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys that no model here needs and whose absence changes nothing that a model computes. All others that are not used are
 * refused, so that no part of a model is dropped in silence.
 */
final class HarmlessKeys {
    /** What a file may hold besides. */
    private record Harmless(Pattern path, String reason, Values values) {
        Harmless(String path, String reason, Values values) {
            this(Pattern.compile(path), reason, values);
        }
    }

    /** What must be in it, so that it is what it is called. */
    private enum Values {
        ANY,
        /** 0, 1, 2, …: other numbers would be other positions. */
        COUNTING,
        /** 0, and minus infinity above the diagonal. */
        CAUSAL
    }

    private static final List<Harmless> HARMLESS = List.of(
            new Harmless("(.*\\.)?position_ids", "the numbers from 0 on, which older files hold", Values.COUNTING),
            new Harmless("(.*\\.)?attn_mask", "the causal mask, which is always the same", Values.CAUSAL),
            new Harmless(
                    "input_resolution|context_length|vocab_size",
                    "a size that the weights' shapes say as well",
                    Values.ANY),
            new Harmless("(.*\\.)?num_batches_tracked", "a counter of the training", Values.ANY),
            new Harmless("n_averaged", "a counter of the training's averages", Values.ANY),
            new Harmless("(.*\\.)?total_(ops|params)", "a profiler's counter", Values.ANY),
            new Harmless(
                    "(loss|criterion|loss_fn|loss_func|objective|train_loss)\\..+",
                    "of the training's loss, which a model does not compute",
                    Values.ANY),
            new Harmless(
                    "(train|val|valid|test)_?(acc|accuracy|metric|metrics|war|uar|f1|recall|confusion)\\..+",
                    "of the training's metrics",
                    Values.ANY));

    /** What scripts save beside the weights to go on with the same random numbers. */
    private static final Pattern RANDOM_STATE = Pattern.compile("(.*[._])?(rng|random)_states?(\\..+)?");

    private HarmlessKeys() {}

    /** Whether it is the state of a random generator, which no model computes with. */
    static boolean isRandomState(String name) {
        return RANDOM_STATE.matcher(name).matches();
    }

    /** Why a key may be left out; nothing if it may not. */
    static Optional<String> reason(String path, StoredTensor tensor) {
        return HARMLESS.stream()
                .filter(known -> known.path.matcher(path).matches() && holds(known.values, tensor))
                .map(Harmless::reason)
                .findFirst();
    }

    private static boolean holds(Values values, StoredTensor tensor) {
        return switch (values) {
            case ANY -> true;
            case COUNTING -> isCounting(tensor);
            case CAUSAL -> isCausal(tensor);
        };
    }

    private static boolean isCounting(StoredTensor tensor) {
        float[] values = tensor.floats();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != i) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCausal(StoredTensor tensor) {
        if (tensor.shape().size() != 2
                || !tensor.shape().get(0).equals(tensor.shape().get(1))) {
            return false;
        }
        float[] values = tensor.floats();
        int side = tensor.shape().get(0).intValue();
        for (int i = 0; i < values.length; i++) {
            boolean later = i % side > i / side;
            if (later ? values[i] != Float.NEGATIVE_INFINITY : values[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
