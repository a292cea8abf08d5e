package io.mien.models.tensorflow;

import io.mien.models.ClipScores;
import io.mien.models.ExaminedClip;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRuntime;
import io.mien.models.packages.ModelPackage;
import io.mien.models.packages.PackageSignatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Runs a model package's SavedModel, its image encoder in single precision or in bfloat16.
 *
 * <p>Threads: one session serves all callers, and on the processor each call computes in its caller's thread and, if
 * an operation is to be spread over several, in the session's own pool. Tensors live for one call.
 */
final class TensorFlowModelRunner implements ModelRunner {
    private static final String FLOAT32 = "float32";
    private static final String BFLOAT16 = "bfloat16";
    private static final String GPU = "GPU:";

    private final ModelManifest manifest;
    private final ModelRuntime runtime;
    private final SavedModelBundle savedModel;
    private final SessionFunction encodeFrames;
    private final SessionFunction classifyClips;
    private final int pictureSize;
    private final int pictureBytes;
    private volatile boolean closed;

    private TensorFlowModelRunner(
            ModelManifest manifest,
            SavedModelBundle savedModel,
            String device,
            RunnerOptions options,
            boolean inBfloat16) {
        this.manifest = manifest;
        this.runtime = new ModelRuntime(
                TensorFlowRuntime.version(),
                device,
                inBfloat16 ? BFLOAT16 : FLOAT32,
                TensorFlowRuntime.instructionSet(),
                options.intraOpThreads());
        this.savedModel = savedModel;
        this.encodeFrames = savedModel.function(
                inBfloat16 ? PackageSignatures.ENCODE_FRAMES_BFLOAT16 : PackageSignatures.ENCODE_FRAMES);
        this.classifyClips = savedModel.function(PackageSignatures.CLASSIFY_CLIPS);
        this.pictureSize = manifest.preprocessing().size();
        this.pictureBytes = 3 * pictureSize * pictureSize;
    }

    /**
     * Opens a package.
     *
     * @param preferBfloat16 whether to encode in bfloat16, if the package can do that and the processor is asked for
     */
    static TensorFlowModelRunner open(ModelPackage modelPackage, RunnerOptions options, boolean preferBfloat16) {
        TensorFlowRuntime.load(options.instructionSet());
        String device = options.device().select(TensorFlowRuntime::devices);
        try {
            SavedModelBundle savedModel = SavedModelBundle.loader(
                            modelPackage.folder().toAbsolutePath().toString())
                    .withTags(SavedModelBundle.DEFAULT_TAG)
                    .withConfigProto(configuration(options, device))
                    .load();
            boolean inBfloat16 = preferBfloat16
                    && !device.startsWith(GPU)
                    && savedModel.metaGraphDef().containsSignatureDef(PackageSignatures.ENCODE_FRAMES_BFLOAT16);
            try {
                if (inBfloat16) {
                    savedModel
                            .session()
                            .runner()
                            .addTarget(PackageSignatures.DERIVE_BFLOAT16)
                            .run()
                            .close();
                }
                return new TensorFlowModelRunner(modelPackage.manifest(), savedModel, device, options, inBfloat16);
            } catch (RuntimeException e) {
                savedModel.close();
                throw e;
            }
        } catch (TensorFlowException e) {
            throw new ModelException(
                    "model package " + modelPackage.folder() + ": TensorFlow cannot load it: " + e.getMessage(), e);
        }
    }

    boolean isInBfloat16() {
        return runtime.precision().equals(BFLOAT16);
    }

    private static ConfigProto configuration(RunnerOptions options, String device) {
        if (!device.startsWith(GPU)) {
            return TensorFlowRuntime.inCallersThread(options.intraOpThreads()).build();
        }
        return ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(options.intraOpThreads())
                .setUsePerSessionThreads(true)
                // What the card has no kernel for is computed on the processor.
                .setAllowSoftPlacement(true)
                .setGpuOptions(TensorFlowRuntime.growingMemory())
                .build();
    }

    @Override
    public ModelManifest manifest() {
        return manifest;
    }

    @Override
    public ModelRuntime runtime() {
        return runtime;
    }

    @Override
    public List<float[]> encodeFrames(List<byte[]> pictures) {
        requireOpen();
        for (int i = 0; i < pictures.size(); i++) {
            if (pictures.get(i).length != pictureBytes) {
                throw new IllegalArgumentException("picture " + i + " of " + pictures.size() + ": "
                        + pictures.get(i).length + " bytes (expected: " + pictureSize + " x " + pictureSize + " x 3 = "
                        + pictureBytes + ")");
            }
        }
        if (pictures.isEmpty()) {
            return List.of();
        }
        Shape shape = Shape.of(pictures.size(), pictureSize, pictureSize, 3);
        try (TUint8 image = TUint8.tensorOf(shape)) {
            ByteDataBuffer pixels = image.asRawTensor().data();
            for (int i = 0; i < pictures.size(); i++) {
                pixels.offset((long) i * pictureBytes).write(pictures.get(i));
            }
            try (Result result = encodeFrames.call(Map.of(PackageSignatures.IMAGE, image))) {
                return rows(result, PackageSignatures.EMBEDDING, pictures.size(), manifest.embeddingWidth());
            }
        } catch (TensorFlowException e) {
            throw new ModelException(
                    "model " + manifest.name() + ": encode_frames failed on " + pictures.size() + " pictures: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public List<ClipScores> classifyClips(List<float[][]> clips) {
        requireClips(clips);
        return clips.isEmpty() ? List.of() : callClassifyClips(clips, result -> scores(result, clips.size()));
    }

    @Override
    public List<ExaminedClip> examineClips(List<float[][]> clips) {
        requireClips(clips);
        return clips.isEmpty()
                ? List.of()
                : callClassifyClips(clips, result -> {
                    List<ClipScores> scores = scores(result, clips.size());
                    List<float[]> temporal = extraRows(result, PackageSignatures.TEMPORAL_OUTPUT, clips.size());
                    List<float[]> prompts = extraRows(result, PackageSignatures.PROMPT_LOGITS, clips.size());
                    List<ExaminedClip> examined = new ArrayList<>(clips.size());
                    for (int i = 0; i < clips.size(); i++) {
                        examined.add(new ExaminedClip(scores.get(i), row(temporal, i), row(prompts, i)));
                    }
                    return examined;
                });
    }

    private List<ClipScores> scores(Result result, int count) {
        int labels = manifest.labelSet().labels().size();
        List<float[]> logits = rows(result, PackageSignatures.LOGITS, count, labels);
        List<float[]> probabilities = rows(result, PackageSignatures.PROBABILITY, count, labels);
        List<float[]> unlikeness = extraRows(result, PackageSignatures.UNLIKENESS, count);
        List<ClipScores> scores = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            scores.add(new ClipScores(
                    logits.get(i),
                    probabilities.get(i),
                    row(unlikeness, i).map(value -> value[0]).orElse(ClipScores.NOT_TOLD)));
        }
        return scores;
    }

    /** The rows of an output that not every model has; none if this one has not. */
    private List<float[]> extraRows(Result result, String name, int count) {
        Signature.TensorDescription output =
                classifyClips.signature().getOutputs().get(name);
        return output == null ? List.of() : rows(result, name, count, Math.toIntExact(output.shape.get(1)));
    }

    private static Optional<float[]> row(List<float[]> rows, int index) {
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(index));
    }

    private void requireClips(List<float[][]> clips) {
        requireOpen();
        for (int i = 0; i < clips.size(); i++) {
            requireShape(clips.get(i), i, clips.size());
        }
    }

    private <T> T callClassifyClips(List<float[][]> clips, Function<Result, T> read) {
        int length = manifest.clipLength();
        int width = manifest.embeddingWidth();
        try (TFloat32 embedding = TFloat32.tensorOf(Shape.of(clips.size(), length, width))) {
            FloatDataBuffer values = embedding.asRawTensor().data().asFloats();
            for (int i = 0; i < clips.size(); i++) {
                for (int frame = 0; frame < length; frame++) {
                    values.offset(((long) i * length + frame) * width).write(clips.get(i)[frame]);
                }
            }
            try (Result result = classifyClips.call(Map.of(PackageSignatures.EMBEDDING, embedding))) {
                return read.apply(result);
            }
        } catch (TensorFlowException e) {
            throw new ModelException(
                    "model " + manifest.name() + ": classify_clips failed on " + clips.size() + " clips: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            savedModel.close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("model " + manifest.name() + ": its runner is closed");
        }
    }

    private void requireShape(float[][] clip, int index, int of) {
        int width = manifest.embeddingWidth();
        if (clip.length != manifest.clipLength()) {
            throw new IllegalArgumentException("clip " + index + " of " + of + ": " + clip.length
                    + " embeddings (expected: " + manifest.clipLength() + ")");
        }
        for (int frame = 0; frame < clip.length; frame++) {
            if (clip[frame].length != width) {
                throw new IllegalArgumentException("clip " + index + " of " + of + ", frame " + frame + ": "
                        + clip[frame].length + " floats (expected: " + width + ")");
            }
        }
    }

    /** Copies a result's rows out; they outlive the tensor. */
    private List<float[]> rows(Result result, String name, int count, int width) {
        Tensor tensor = result.get(name)
                .orElseThrow(() -> new ModelException("model " + manifest.name() + ": gave no " + name));
        if (!tensor.shape().equals(Shape.of(count, width))) {
            throw new ModelException("model " + manifest.name() + ": " + name + " has shape " + tensor.shape()
                    + " (expected: [" + count + ", " + width + "])");
        }
        FloatDataBuffer values = tensor.asRawTensor().data().asFloats();
        List<float[]> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] row = new float[width];
            values.offset((long) i * width).read(row);
            requireFinite(row, name, i, count);
            rows.add(row);
        }
        return rows;
    }

    private void requireFinite(float[] row, String name, int index, int of) {
        for (float value : row) {
            if (!Float.isFinite(value)) {
                throw new ModelException("model " + manifest.name() + ": " + name + " " + index + " of " + of
                        + " is not finite (" + value + ")");
            }
        }
    }
}
