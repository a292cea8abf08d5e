package io.mien.training.engine;

import java.util.List;
import java.util.Map;
import org.tensorflow.Tensor;

/**
 * The inputs of one step.
 *
 * @param feeds by the placeholders' names; closed with the batch
 * @param labels the class of each row of {@code logits}
 */
public record Batch(Map<String, Tensor> feeds, List<Integer> labels) implements AutoCloseable {
    public Batch {
        feeds = Map.copyOf(feeds);
        labels = List.copyOf(labels);
    }

    @Override
    public void close() {
        feeds.values().forEach(Tensor::close);
    }
}
