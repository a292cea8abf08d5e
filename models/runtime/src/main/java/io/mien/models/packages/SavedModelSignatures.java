package io.mien.models.packages;

import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Holds a SavedModel's signatures against a manifest, without loading TensorFlow. */
final class SavedModelSignatures {
    /** A dimension that the caller chooses. */
    private static final long ANY = -1;

    private final Path savedModel;
    private final Map<String, SignatureDef> signatures;

    private SavedModelSignatures(Path savedModel, Map<String, SignatureDef> signatures) {
        this.savedModel = savedModel;
        this.signatures = signatures;
    }

    static SavedModelSignatures read(Path savedModel) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(savedModel))) {
            List<MetaGraphDef> graphs = SavedModel.parseFrom(in).getMetaGraphsList();
            MetaGraphDef serving = graphs.stream()
                    .filter(graph -> graph.getMetaInfoDef().getTagsList().contains("serve"))
                    .findFirst()
                    .orElseThrow(() -> new ModelException(
                            "model package " + savedModel + ": no graph tagged \"serve\" (expected: one)"));
            return new SavedModelSignatures(savedModel, serving.getSignatureDefMap());
        } catch (IOException e) {
            throw new ModelException("model package " + savedModel + ": not a SavedModel: " + e.getMessage(), e);
        }
    }

    /** Refuses a model that does not take and give what the manifest says. */
    void require(ModelManifest manifest) {
        int side = manifest.preprocessing().size();
        int labels = manifest.labelSet().labels().size();
        SignatureDef encode = signature(PackageSignatures.ENCODE_FRAMES);
        require(
                encode.getInputsMap(),
                "encode_frames input",
                PackageSignatures.IMAGE,
                DataType.DT_UINT8,
                ANY,
                side,
                side,
                3);
        require(
                encode.getOutputsMap(),
                "encode_frames output",
                PackageSignatures.EMBEDDING,
                DataType.DT_FLOAT,
                ANY,
                manifest.embeddingWidth());
        SignatureDef classify = signature(PackageSignatures.CLASSIFY_CLIPS);
        require(
                classify.getInputsMap(),
                "classify_clips input",
                PackageSignatures.EMBEDDING,
                DataType.DT_FLOAT,
                ANY,
                manifest.clipLength(),
                manifest.embeddingWidth());
        for (String output : List.of(PackageSignatures.LOGITS, PackageSignatures.PROBABILITY)) {
            require(classify.getOutputsMap(), "classify_clips output", output, DataType.DT_FLOAT, ANY, labels);
        }
    }

    private SignatureDef signature(String name) {
        SignatureDef signature = signatures.get(name);
        if (signature == null) {
            throw new ModelException("model package " + savedModel + ": no signature " + name + " (found: "
                    + new TreeSet<>(signatures.keySet()) + ")");
        }
        return signature;
    }

    private void require(Map<String, TensorInfo> tensors, String role, String name, DataType type, long... dimensions) {
        TensorInfo tensor = tensors.get(name);
        String claimed = describe(type, dimensions);
        if (tensor == null) {
            throw new ModelException("model package " + savedModel + ": " + role + " " + name
                    + " is missing (the manifest says " + claimed + "; found: " + new TreeSet<>(tensors.keySet())
                    + ")");
        }
        TensorShapeProto shape = tensor.getTensorShape();
        long[] found = shape.getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .toArray();
        if (shape.getUnknownRank() || !describe(tensor.getDtype(), found).equals(claimed)) {
            String seen = shape.getUnknownRank() ? "a tensor of unknown rank" : describe(tensor.getDtype(), found);
            throw new ModelException("model package " + savedModel + ": " + role + " " + name + " is " + seen
                    + " (the manifest says " + claimed + ")");
        }
    }

    private static String describe(DataType type, long... dimensions) {
        return type.name().substring("DT_".length()).toLowerCase(Locale.ROOT)
                + Arrays.stream(dimensions)
                        .mapToObj(size -> size == ANY ? "?" : Long.toString(size))
                        .collect(Collectors.joining(", ", " [", "]"));
    }
}
