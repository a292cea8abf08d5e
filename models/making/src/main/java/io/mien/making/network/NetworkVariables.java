package io.mien.making.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Assign;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The weights of one graph, as variables under their PyTorch names.
 *
 * <p>Variables, not constants: constants quadruple the memory and the first run's time, and oneDNN's LayerNorm fusion
 * computes with a wrong epsilon when gains are constants. Each variable is read once, through an identity, because
 * TensorFlow's gradients crash the JVM for a variable that two operations consume. Linear weights stay in PyTorch's
 * {@code [out, in]} layout, which oneDNN multiplies faster than the transposed one.
 */
public final class NetworkVariables {
    private static final long FLOATS_AT_ONCE = 16_000_000;

    private final Ops tf;
    private final List<Weight> weights = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /**
     * A weight of the graph, as training needs it.
     *
     * @param name what PyTorch calls it
     * @param layout how the graph keeps it
     * @param torchShape its shape in PyTorch
     * @param variable where its values are
     * @param value the one read of it, which gradients are taken with respect to
     * @param assigned what {@code assign} sets it to
     * @param assign sets it
     */
    public record Weight(
            String name,
            Layout layout,
            List<Long> torchShape,
            Variable<TFloat32> variable,
            Operand<TFloat32> value,
            Placeholder<TFloat32> assigned,
            Assign<TFloat32> assign) {

        /** PyTorch's shape, as a {@link WeightSource} wants it. */
        public long[] shape() {
            return torchShape.stream().mapToLong(Long::longValue).toArray();
        }

        private Shape graphShape() {
            return layout.of(shape());
        }
    }

    /** The layout in which the graph keeps a weight. */
    public enum Layout {
        AS_IN_TORCH,
        /** PyTorch's output, input, height, width as TensorFlow's height, width, input, output. */
        CONVOLUTION;

        private Shape of(long... torch) {
            return switch (this) {
                case AS_IN_TORCH -> Shape.of(torch);
                case CONVOLUTION -> Shape.of(torch[2], torch[3], torch[1], torch[0]);
            };
        }
    }

    public NetworkVariables(Ops tf) {
        this.tf = tf;
    }

    /** A weight in PyTorch's own layout. */
    public Operand<TFloat32> read(String name, long... shape) {
        return add(name, Layout.AS_IN_TORCH, shape).value();
    }

    /** A convolution's weight: {@code [out, in, height, width]} in the source, {@code [height, width, in, out]} here. */
    public Operand<TFloat32> readConvolution(String name, long out, long in, long height, long width) {
        return add(name, Layout.CONVOLUTION, out, in, height, width).value();
    }

    /**
     * A weight that the graph has read before, for what computes the same in another way. Not for graphs that gradients
     * are taken of.
     *
     * @throws IllegalStateException if it was not read before, or in another shape
     */
    Weight known(String name, long... shape) {
        List<Long> asked = LongStream.of(shape).boxed().toList();
        return weights.stream()
                .filter(weight -> weight.name.equals(name) && weight.torchShape.equals(asked))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "weight " + name + ": not read yet with shape " + asked + " (expected: once before)"));
    }

    /** Adds a variable of another one's shape and layout, for what an optimiser remembers of a weight. */
    public Weight addLike(Weight weight, String name) {
        return add(name, weight.layout, weight.shape());
    }

    /** All that have been read, in order. */
    public List<Weight> weights() {
        return List.copyOf(weights);
    }

    /**
     * Sets every variable. Many are set in one run, since each new set of targets is optimised again; but never more at
     * once than {@value #FLOATS_AT_ONCE} floats, so that large weights are not all held twice.
     */
    public void load(Session session, WeightSource source) {
        List<Weight> pending = new ArrayList<>();
        long floats = 0;
        for (Weight weight : weights) {
            long size = weight.graphShape().size();
            if (!pending.isEmpty() && floats + size > FLOATS_AT_ONCE) {
                set(session, pending, source);
                pending.clear();
                floats = 0;
            }
            pending.add(weight);
            floats += size;
        }
        set(session, pending, source);
    }

    private static void set(Session session, List<Weight> weights, WeightSource source) {
        if (weights.isEmpty()) {
            return;
        }
        List<TFloat32> tensors = new ArrayList<>();
        try {
            Session.Runner runner = session.runner();
            for (Weight weight : weights) {
                TFloat32 tensor = toGraph(weight, source.read(weight.name, weight.shape()));
                tensors.add(tensor);
                runner.feed(weight.assigned, tensor).addTarget(weight.assign);
            }
            runner.run().close();
        } finally {
            tensors.forEach(TFloat32::close);
        }
    }

    /** Copies all values out, in PyTorch's layout and in the order of {@link #weights()}. */
    public List<float[]> values(Session session) {
        if (weights.isEmpty()) {
            return List.of();
        }
        Session.Runner runner = session.runner();
        weights.forEach(weight -> runner.fetch(weight.value));
        List<float[]> copied = new ArrayList<>();
        try (Result result = runner.run()) { // one run, since each new set of fetches is optimised again
            for (int i = 0; i < weights.size(); i++) {
                TFloat32 tensor = (TFloat32) result.get(i);
                float[] values = new float[Math.toIntExact(tensor.size())];
                tensor.asRawTensor().data().asFloats().read(values);
                copied.add(fromGraph(weights.get(i), values));
            }
        }
        return copied;
    }

    /** Turns values as the graph has them, for example of a gradient, into PyTorch's layout. */
    public static float[] fromGraph(Weight weight, float[] values) {
        return switch (weight.layout) {
            case AS_IN_TORCH -> values;
            case CONVOLUTION -> outputFirst(values, weight.shape());
        };
    }

    /** Sets one weight to values in PyTorch's layout. */
    public static void set(Session session, Weight weight, float[] values) {
        set(session, List.of(weight), (name, shape) -> values);
    }

    private static TFloat32 toGraph(Weight weight, float[] values) {
        Shape shape = weight.graphShape();
        if (values.length != shape.size()) {
            throw new IllegalStateException(
                    "weight " + weight.name + ": " + values.length + " values (expected: " + shape.size() + ")");
        }
        float[] laidOut = switch (weight.layout) {
            case AS_IN_TORCH -> values;
            case CONVOLUTION -> outputLast(values, weight.shape());
        };
        return TFloat32.tensorOf(shape, DataBuffers.of(laidOut, true, false));
    }

    private Weight add(String name, Layout layout, long... torchShape) {
        if (!names.add(name)) {
            throw new IllegalStateException("weight " + name + " is read twice (expected: once a graph)");
        }
        List<Long> asRead = LongStream.of(torchShape).boxed().toList();
        Shape shape = layout.of(torchShape);
        Variable<TFloat32> variable = tf.withName(name).variable(shape, TFloat32.class);
        Placeholder<TFloat32> assigned =
                tf.withName(name + ".value").placeholder(TFloat32.class, Placeholder.shape(shape));
        Assign<TFloat32> assign = tf.withName(name + ".assign").assign(variable, assigned);
        Operand<TFloat32> value = tf.withName(name + ".read").identity(variable);
        Weight weight = new Weight(name, layout, asRead, variable, value, assigned, assign);
        weights.add(weight);
        return weight;
    }

    private static float[] outputLast(float[] values, long... shape) {
        int out = Math.toIntExact(shape[0]);
        int in = Math.toIntExact(shape[1]);
        int area = Math.toIntExact(shape[2] * shape[3]);
        float[] moved = new float[values.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int a = 0; a < area; a++) {
                    moved[(a * in + i) * out + o] = values[(o * in + i) * area + a];
                }
            }
        }
        return moved;
    }

    private static float[] outputFirst(float[] values, long... shape) {
        int out = Math.toIntExact(shape[0]);
        int in = Math.toIntExact(shape[1]);
        int area = Math.toIntExact(shape[2] * shape[3]);
        float[] moved = new float[values.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int a = 0; a < area; a++) {
                    moved[(o * in + i) * area + a] = values[(a * in + i) * out + o];
                }
            }
        }
        return moved;
    }
}
