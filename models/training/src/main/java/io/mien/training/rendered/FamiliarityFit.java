package io.mien.training.rendered;

import io.mien.making.network.FamiliarClips;
import io.mien.models.tensorflow.TensorFlowRuntime;
import io.mien.training.engine.NamedWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

/**
 * Learns what is familiar to a network, from the mean embeddings of its training clips: a centre for each class, and one
 * covariance around them. The limit is set on single frames of people held back, so that hardly any of them are beyond
 * it: a window may show one moment, and its mean then lies further out than that of a face that moves.
 */
final class FamiliarityFit {
    /** The part of the held back clips' frames, changed as in training, that may be beyond the limit. */
    private static final double BEYOND = 0.01;

    /** What is added to the covariance's diagonal, as a part of its mean, so that no direction counts without end. */
    private static final double SHRINKAGE = 0.05;

    private final FamiliarClips familiar;
    private final double[][] centres;
    private final double[] whitening;

    private FamiliarityFit(FamiliarClips familiar, double[][] centres, double[] whitening) {
        this.familiar = familiar;
        this.centres = centres;
        this.whitening = whitening;
    }

    /**
     * Learns from training clips.
     *
     * @param labels of the clips
     */
    static FamiliarityFit of(FamiliarClips familiar, EmbeddedClips clips, List<Integer> labels) {
        int width = familiar.width();
        double[][] means = new double[labels.size()][];
        double[][] centres = new double[familiar.classes()][width];
        int[] counts = new int[familiar.classes()];
        for (int clip = 0; clip < means.length; clip++) {
            means[clip] = mean(clips.clip(0, clip), width);
            counts[labels.get(clip)]++;
            add(centres[labels.get(clip)], means[clip]);
        }
        for (int label = 0; label < centres.length; label++) {
            for (int i = 0; i < width; i++) {
                centres[label][i] /= Math.max(1, counts[label]);
            }
        }
        double[] covariance = new double[width * width];
        for (int clip = 0; clip < means.length; clip++) {
            double[] centre = centres[labels.get(clip)];
            for (int row = 0; row < width; row++) {
                double away = means[clip][row] - centre[row];
                for (int column = 0; column < width; column++) {
                    covariance[row * width + column] += away * (means[clip][column] - centre[column]) / means.length;
                }
            }
        }
        return new FamiliarityFit(familiar, centres, whitening(covariance, width));
    }

    /** The inverse of the covariance's lower Cholesky factor. */
    private static double[] whitening(double[] covariance, int width) {
        double trace = 0;
        for (int i = 0; i < width; i++) {
            trace += covariance[i * width + i];
        }
        for (int i = 0; i < width; i++) {
            covariance[i * width + i] += SHRINKAGE * trace / width + Double.MIN_NORMAL;
        }
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Operand<TFloat64> matrix = tf.constant(Shape.of(width, width), DataBuffers.of(covariance, true, false));
            Operand<TFloat64> inverse = tf.linalg.inv(tf.linalg.cholesky(matrix));
            try (Result result = session.runner().fetch(inverse).run()) {
                double[] values = new double[width * width];
                ((TFloat64) result.get(0)).asRawTensor().data().asDoubles().read(values);
                return values;
            }
        }
    }

    /**
     * Sets the limit and gives the weights under their names.
     *
     * @param held clips of people held back, changed as in training
     * @param count how many
     */
    NamedWeights weights(EmbeddedClips held, int count) {
        int width = familiar.width();
        double[][] white = new double[centres.length][];
        for (int label = 0; label < centres.length; label++) {
            white[label] = whitened(centres[label]);
        }
        List<Double> distances = new ArrayList<>();
        for (int clip = 0; clip < count; clip++) {
            float[] frames = held.clip(0, clip);
            for (int at = 0; at < frames.length; at += width) {
                distances.add(distance(whitened(mean(Arrays.copyOfRange(frames, at, at + width), width)), white));
            }
        }
        Collections.sort(distances);
        double limit = distances.get((int) Math.ceil((1 - BEYOND) * distances.size()) - 1);
        float[] matrix = new float[whitening.length];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (float) (whitening[i] / limit);
        }
        float[] flat = new float[centres.length * width];
        for (int label = 0; label < centres.length; label++) {
            for (int i = 0; i < width; i++) {
                flat[label * width + i] = (float) (white[label][i] / limit);
            }
        }
        return new NamedWeights.Builder()
                .add(familiar.whitening(), matrix, width, width)
                .add(familiar.centres(), flat, centres.length, width)
                .build();
    }

    private static double distance(double[] from, double[][] centres) {
        double nearest = Double.MAX_VALUE;
        for (double[] centre : centres) {
            double squared = 0;
            for (int i = 0; i < from.length; i++) {
                squared += (from[i] - centre[i]) * (from[i] - centre[i]);
            }
            nearest = Math.min(nearest, squared);
        }
        return Math.sqrt(nearest);
    }

    private double[] whitened(double[] embedding) {
        int width = familiar.width();
        double[] white = new double[width];
        for (int row = 0; row < width; row++) {
            for (int column = 0; column < width; column++) {
                white[row] += whitening[row * width + column] * embedding[column];
            }
        }
        return white;
    }

    private static double[] mean(float[] clip, int width) {
        double[] mean = new double[width];
        int frames = clip.length / width;
        for (int i = 0; i < clip.length; i++) {
            mean[i % width] += clip[i] / frames;
        }
        return mean;
    }

    private static void add(double[] to, double[] values) {
        for (int i = 0; i < to.length; i++) {
            to[i] += values[i];
        }
    }
}
