package io.mien.models.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.tensorflow.Operand;
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
    private final Ops tf;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /** A variable, how to set it, and what PyTorch calls it. */
    private record Entry(
            String name,
            Layout layout,
            List<Long> torchShape,
            Shape shape,
            Placeholder<TFloat32> value,
            Assign<TFloat32> assign) {}

    private enum Layout {
        AS_IN_TORCH,
        /** PyTorch's output, input, height, width as TensorFlow's height, width, input, output. */
        CONVOLUTION
    }

    public NetworkVariables(Ops tf) {
        this.tf = tf;
    }

    /** A weight in PyTorch's own layout. */
    public Operand<TFloat32> read(String name, long... shape) {
        return add(name, Layout.AS_IN_TORCH, Shape.of(shape), shape);
    }

    /** A convolution's weight: {@code [out, in, height, width]} in the source, {@code [height, width, in, out]} here. */
    public Operand<TFloat32> readConvolution(String name, long out, long in, long height, long width) {
        return add(name, Layout.CONVOLUTION, Shape.of(height, width, in, out), out, in, height, width);
    }

    /** Sets every variable, one at a time, so that no more than one weight is held twice. */
    public void load(Session session, WeightSource source) {
        for (Entry entry : entries) {
            long[] torchShape =
                    entry.torchShape.stream().mapToLong(Long::longValue).toArray();
            float[] values = source.read(entry.name, torchShape);
            if (values.length != entry.shape.size()) {
                throw new IllegalStateException("weight " + entry.name + ": " + values.length + " values (expected: "
                        + entry.shape.size() + ")");
            }
            float[] laidOut = switch (entry.layout) {
                case AS_IN_TORCH -> values;
                case CONVOLUTION -> outputLast(values, torchShape);
            };
            try (TFloat32 tensor = TFloat32.tensorOf(entry.shape, DataBuffers.of(laidOut, true, false))) {
                session.runner()
                        .feed(entry.value, tensor)
                        .addTarget(entry.assign)
                        .run()
                        .close();
            }
        }
    }

    private Operand<TFloat32> add(String name, Layout layout, Shape shape, long... torchShape) {
        if (!names.add(name)) {
            throw new IllegalStateException("weight " + name + " is read twice (expected: once a graph)");
        }
        Variable<TFloat32> variable = tf.withName(name).variable(shape, TFloat32.class);
        Placeholder<TFloat32> value =
                tf.withName(name + ".value").placeholder(TFloat32.class, Placeholder.shape(shape));
        Assign<TFloat32> assign = tf.withName(name + ".assign").assign(variable, value);
        List<Long> asRead = LongStream.of(torchShape).boxed().toList();
        entries.add(new Entry(name, layout, asRead, shape, value, assign));
        return tf.withName(name + ".read").identity(variable);
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
}
