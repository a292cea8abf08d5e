package io.mien.making.export;

import com.google.protobuf.CodedOutputStream;
import io.mien.making.network.ExpressionNetwork;
import io.mien.making.network.NetworkVariables;
import io.mien.making.network.WeightSource;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.SavedModel;

/** Writes a network with its weights as a SavedModel with a model package's two signatures. */
final class SavedModelExporter {
    private SavedModelExporter() {}

    static void export(ExpressionNetwork network, WeightSource weights, Path folder) throws IOException {
        TensorFlowRuntime.load();
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            NetworkVariables variables = new NetworkVariables(tf);
            Signature encodeFrames = network.encodeFrames(tf, variables);
            Signature classifyClips = network.classifyClips(tf, variables);
            // Last, so that what the others are made of stays as it is without it.
            Optional<Signature> inBfloat16 = network.encodeFramesInBfloat16(tf, variables);
            variables.load(session, weights);
            SavedModelBundle.Exporter exporter = SavedModelBundle.exporter(folder.toString())
                    .withSession(session)
                    .withSignatures(encodeFrames, classifyClips);
            inBfloat16.ifPresent(exporter::withSignature);
            exporter.export();
        }
        orderMaps(folder.resolve("saved_model.pb"));
    }

    /** TensorFlow writes the graph's maps in the order of a randomised hash; sorted, equal models have equal digests. */
    private static void orderMaps(Path graph) throws IOException {
        SavedModel savedModel = SavedModel.parseFrom(Files.readAllBytes(graph));
        try (OutputStream file = Files.newOutputStream(graph)) {
            CodedOutputStream out = CodedOutputStream.newInstance(file);
            out.useDeterministicSerialization();
            savedModel.writeTo(out);
            out.flush();
        }
    }
}
