package io.mien.training;

import java.util.List;
import java.util.Map;
import org.tensorflow.Tensor;

/**
 * What one step is made with.
 *
 * @param feeds by the placeholders' names; closed with the batch
 * @param labels the class of each row of {@code logits}
 */
record Batch(Map<String, Tensor> feeds, List<Integer> labels) implements AutoCloseable {
    Batch {
        feeds = Map.copyOf(feeds);
        labels = List.copyOf(labels);
    }

    @Override
    public void close() {
        feeds.values().forEach(Tensor::close);
    }
}
