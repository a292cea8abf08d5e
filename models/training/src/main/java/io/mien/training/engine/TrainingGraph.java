package io.mien.training.engine;

import static java.util.Objects.requireNonNull;

import io.mien.making.network.NetworkVariables;
import io.mien.making.network.NetworkVariables.Weight;
import io.mien.making.network.WeightSource;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A network, its loss, the gradients and their updates in one graph and session. One call of {@link #step} is one update.
 *
 * <p>Two hazards of TensorFlow decide its form. Gradients are taken with respect to the one identity that each variable is
 * read through, since with respect to a variable that several operations consume they crash the JVM. And that identity
 * shares the variable's memory, so every update waits for all gradients: an early one would change what the others are
 * still computed from.
 *
 * <p>Threads: one at a time.
 */
public final class TrainingGraph implements AutoCloseable {
    private static final String STEP = "update_count";

    private final Graph graph;
    private final Session session;
    private final NetworkVariables variables;
    private final NetworkVariables slots;
    private final List<ParameterGroup> groups;
    private final Map<String, Output<TFloat32>> outputs = new LinkedHashMap<>();
    private final Map<String, Output<TFloat32>> gradients = new LinkedHashMap<>();
    private final Output<TFloat32> loss;
    private final Op update;

    /** The results of one run: the loss and the outputs that were asked for, by name, row by row. */
    public record Outcome(float loss, Map<String, float[]> outputs) {
        /**
         * An output that was asked for.
         *
         * @throws IllegalArgumentException if it was not
         */
        public float[] get(String name) {
            float[] values = outputs.get(name);
            if (values == null) {
                throw new IllegalArgumentException("output " + name + ": not fetched; there is " + outputs.keySet());
            }
            return values;
        }
    }

    /**
     * Builds the graph; all variables are still unset.
     *
     * @throws IllegalArgumentException if a group takes no weight
     */
    public TrainingGraph(
            LossFunction function, Optimizer optimizer, List<ParameterGroup> groups, ComputeOptions options) {
        TensorFlowRuntime.load();
        this.groups = List.copyOf(groups);
        this.graph = new Graph();
        this.session = new Session(graph, options.toProto());
        Ops tf = Ops.create(graph);
        this.variables = new NetworkVariables(tf);
        LossFunction.Terms terms = function.build(tf, variables);
        this.loss = terms.loss().asOutput();
        terms.outputs().forEach((name, output) -> outputs.put(name, output.asOutput()));
        this.slots = new NetworkVariables(tf.withSubScope("optimizer"));
        this.update = addUpdates(tf, optimizer);
    }

    private Op addUpdates(Ops tf, Optimizer optimizer) {
        List<List<Weight>> trained = new ArrayList<>();
        groups.forEach(group -> trained.add(new ArrayList<>()));
        List<Weight> all = new ArrayList<>();
        for (Weight weight : variables.weights()) {
            for (int group = 0; group < groups.size(); group++) {
                if (groups.get(group).weights().test(weight.name())) {
                    trained.get(group).add(weight);
                    all.add(weight);
                    break;
                }
            }
        }
        for (int group = 0; group < groups.size(); group++) {
            if (trained.get(group).isEmpty()) {
                throw new IllegalArgumentException(
                        "parameter group " + groups.get(group).name() + ": takes none of the weights " + names());
            }
        }
        Output<?>[] values =
                all.stream().map(weight -> weight.value().asOutput()).toArray(Output<?>[]::new);
        Output<?>[] computed = graph.addGradients(loss, values);
        List<Op> before = new ArrayList<>();
        for (int i = 0; i < computed.length; i++) {
            gradients.put(all.get(i).name(), floats(computed[i]));
            before.add(computed[i]);
        }
        before.add(loss);
        before.addAll(outputs.values());

        Placeholder<TFloat32> step = tf.withName(STEP).placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        Ops afterwards = tf.withControlDependencies(before);
        List<Op> updates = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            Placeholder<TFloat32> rate =
                    tf.withName(rateName(group)).placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            for (Weight weight : trained.get(group)) {
                Output<TFloat32> gradient = requireNonNull(gradients.get(weight.name()), weight.name());
                updates.addAll(optimizer.update(afterwards, slots, weight, gradient, rate, step));
            }
        }
        return tf.withControlDependencies(updates).noOp();
    }

    /** A gradient has its variable's type; TensorFlow's interface cannot say so. */
    private static Output<TFloat32> floats(Output<?> output) {
        return output.expect(TFloat32.class);
    }

    private static String rateName(int group) {
        return "learning_rate_" + group;
    }

    private List<String> names() {
        return variables.weights().stream().map(Weight::name).toList();
    }

    /** Sets all weights, and forgets what the optimiser remembered. */
    public void load(WeightSource weights) {
        variables.load(session, weights);
        slots.load(session, (name, shape) -> new float[elements(shape)]);
    }

    /** Sets all weights and what the optimiser remembers. */
    public void load(WeightSource weights, WeightSource optimizerState) {
        variables.load(session, weights);
        slots.load(session, optimizerState);
    }

    /** Copies all weights out. */
    public NamedWeights weights() {
        return copy(variables);
    }

    /** Copies out what the optimiser remembers. */
    public NamedWeights optimizerState() {
        return copy(slots);
    }

    private NamedWeights copy(NetworkVariables source) {
        NamedWeights.Builder builder = new NamedWeights.Builder();
        List<float[]> values = source.values(session);
        for (int i = 0; i < values.size(); i++) {
            Weight weight = source.weights().get(i);
            builder.add(weight.name(), weight.torchShape(), values.get(i));
        }
        return builder.build();
    }

    /**
     * Makes one update.
     *
     * @param feeds the loss's inputs, by their placeholders' names
     * @param progress where in the stage this is; the update's number and the learning rates follow from it
     * @param fetched names of outputs, as they are before the update
     */
    public Outcome step(Map<String, ? extends Tensor> feeds, Progress progress, String... fetched) {
        Session.Runner runner = runner(feeds, fetched).addTarget(update);
        List<Tensor> scalars = new ArrayList<>();
        try {
            TFloat32 step = TFloat32.scalarOf(progress.step() + 1f);
            scalars.add(step);
            runner.feed(STEP, step);
            for (int group = 0; group < groups.size(); group++) {
                TFloat32 rate = TFloat32.scalarOf((float) learningRate(group, progress));
                scalars.add(rate);
                runner.feed(rateName(group), rate);
            }
            return run(runner, fetched);
        } finally {
            scalars.forEach(Tensor::close);
        }
    }

    /** Computes the loss and outputs and changes nothing. */
    public Outcome evaluate(Map<String, ? extends Tensor> feeds, String... fetched) {
        return run(runner(feeds, fetched), fetched);
    }

    /** A group's learning rate. */
    public double learningRate(int group, Progress progress) {
        ParameterGroup parameters = groups.get(group);
        return parameters.learningRate()
                * parameters.schedule().factor(progress.epoch(), progress.step(), progress.steps());
    }

    /** The gradients of the loss with respect to the trained weights, in PyTorch's layout. */
    public Map<String, float[]> gradients(Map<String, ? extends Tensor> feeds) {
        Session.Runner runner = session.runner();
        feeds.forEach(runner::feed);
        gradients.values().forEach(runner::fetch);
        Map<String, float[]> values = new LinkedHashMap<>();
        try (Result result = runner.run()) {
            for (String name : gradients.keySet()) {
                float[] asInGraph = floats(result.get(values.size()));
                values.put(name, NetworkVariables.fromGraph(find(name), asInGraph));
            }
        }
        return values;
    }

    public void set(String weight, float[] values) {
        NetworkVariables.set(session, find(weight), values);
    }

    private Weight find(String name) {
        return variables.weights().stream()
                .filter(weight -> weight.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("weight " + name + ": none; there are " + names()));
    }

    private Session.Runner runner(Map<String, ? extends Tensor> feeds, String... fetched) {
        Session.Runner runner = session.runner();
        feeds.forEach(runner::feed);
        runner.fetch(loss);
        for (String name : fetched) {
            Output<TFloat32> output = outputs.get(name);
            if (output == null) {
                throw new IllegalArgumentException("output " + name + ": none; there are " + outputs.keySet());
            }
            runner.fetch(output);
        }
        return runner;
    }

    private static Outcome run(Session.Runner runner, String... fetched) {
        try (Result result = runner.run()) {
            Map<String, float[]> values = new LinkedHashMap<>();
            for (int i = 0; i < fetched.length; i++) {
                values.put(fetched[i], floats(result.get(i + 1)));
            }
            return new Outcome(floats(result.get(0))[0], values);
        }
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        tensor.asRawTensor().data().asFloats().read(values);
        return values;
    }

    private static int elements(long... shape) {
        long elements = 1;
        for (long side : shape) {
            elements = Math.multiplyExact(elements, side);
        }
        return Math.toIntExact(elements);
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
