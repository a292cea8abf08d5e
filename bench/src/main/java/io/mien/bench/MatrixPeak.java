package io.mien.bench;

import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * Measures how many floating-point operations a second TensorFlow's own product of matrices reaches on one core in this
 * process: {@code [rows, depth] x [columns, depth]^T}, the form of a linear layer. An encoder could reach this if it
 * did nothing else.
 */
final class MatrixPeak implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session;
    private final Operand<TFloat32> product;
    private final double operations;

    MatrixPeak(int rows, int depth, int columns) {
        this.operations = 2.0 * rows * depth * columns;
        Ops tf = Ops.create(graph);
        Variable<TFloat32> left = tf.variable(Shape.of(rows, depth), TFloat32.class);
        Variable<TFloat32> right = tf.variable(Shape.of(columns, depth), TFloat32.class);
        Operand<TFloat32> assignLeft = tf.assign(left, randomMatrix(tf, rows, depth));
        Operand<TFloat32> assignRight = tf.assign(right, randomMatrix(tf, columns, depth));
        // Only a sum leaves the session: the product itself would be copied out.
        this.product = tf.reduceSum(
                tf.linalg.matMul(left, right, MatMul.transposeB(true)),
                tf.constant(new int[] {0, 1}),
                ReduceSum.keepDims(false));
        this.session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(1)
                        .setInterOpParallelismThreads(1)
                        .build());
        session.runner().addTarget(assignLeft).addTarget(assignRight).run().close();
        run();
    }

    private static Operand<TFloat32> randomMatrix(Ops tf, int rows, int columns) {
        Random random = new Random(1);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return tf.constant(Shape.of(rows, columns), DataBuffers.of(values, true, false));
    }

    /** Operations a second over this time. */
    double measure(long nanos) {
        long start = System.nanoTime();
        long runs = 0;
        long spent;
        do {
            run();
            runs++;
            spent = System.nanoTime() - start;
        } while (spent < nanos);
        return runs * operations / (spent / 1e9);
    }

    private void run() {
        try (Result result = session.runner().fetch(product).run()) {
            if (result.get(0).numBytes() == 0) {
                throw new IllegalStateException("nothing computed");
            }
        }
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
