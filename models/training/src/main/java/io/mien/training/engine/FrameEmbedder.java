package io.mien.training.engine;

import io.mien.making.network.ImageEncoder;
import io.mien.making.network.NetworkVariables;
import io.mien.making.network.WeightSource;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** An image encoder that stands still. May be called by several threads at once. */
public final class FrameEmbedder implements AutoCloseable {
    private final ImageEncoder encoder;
    private final Graph graph;
    private final Session session;
    private final Placeholder<TUint8> image;
    private final Operand<TFloat32> embedding;

    public FrameEmbedder(ImageEncoder encoder, WeightSource weights, ComputeOptions compute) {
        TensorFlowRuntime.load();
        this.encoder = encoder;
        this.graph = new Graph();
        this.session = new Session(graph, compute.toProto());
        Ops tf = Ops.create(graph);
        NetworkVariables variables = new NetworkVariables(tf);
        int side = encoder.image();
        this.image = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, side, side, 3)));
        this.embedding = encoder.encode(tf, variables, image);
        variables.load(session, weights);
    }

    /** {@code [pictures * embedding]}, one after the other. */
    public float[] embed(List<byte[]> pictures) {
        try (TUint8 fed = Tensors.pictures(pictures, encoder.image());
                Result result =
                        session.runner().feed(image, fed).fetch(embedding).run()) {
            TFloat32 tensor = (TFloat32) result.get(0);
            float[] values = new float[Math.toIntExact(tensor.size())];
            tensor.asRawTensor().data().asFloats().read(values);
            return values;
        }
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
