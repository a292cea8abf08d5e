package io.mien.bench;

import io.mien.models.ModelManifest;
import io.mien.models.packages.ModelPackage;
import io.mien.models.packages.PackageSignatures;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.time.Duration;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * A SavedModel as anyone would load it, without Mien's runner and with TensorFlow's own settings, which spread each
 * operation over all cores: one loop that encodes a batch, classifies the clips that so many frames complete, and begins
 * again. The tensors that go in are made once, and what comes out is not looked at.
 *
 * <p>Threads: one. The caller closes it.
 */
final class PlainSavedModel implements AutoCloseable {
    private final ModelManifest manifest;
    private final SavedModelBundle savedModel;

    private PlainSavedModel(ModelManifest manifest, SavedModelBundle savedModel) {
        this.manifest = manifest;
        this.savedModel = savedModel;
    }

    static PlainSavedModel open(ModelPackage modelPackage) {
        TensorFlowRuntime.load();
        return new PlainSavedModel(
                modelPackage.manifest(),
                SavedModelBundle.load(modelPackage.folder().toAbsolutePath().toString(), SavedModelBundle.DEFAULT_TAG));
    }

    /**
     * Readings a second.
     *
     * @param batch frames in a call; a whole number of readings' frames
     * @param framesAReading frames encoded for each clip classified
     * @param warmUp frames encoded before measuring begins
     * @param window how long is measured, to the end of the round that is under way
     */
    double rate(int batch, int framesAReading, long warmUp, Duration window) {
        SessionFunction encodeFrames = savedModel.function(PackageSignatures.ENCODE_FRAMES);
        SessionFunction classifyClips = savedModel.function(PackageSignatures.CLASSIFY_CLIPS);
        int size = manifest.preprocessing().size();
        int clips = batch / framesAReading;
        try (TUint8 pictures = TUint8.tensorOf(Shape.of(batch, size, size, 3));
                TFloat32 embeddings =
                        TFloat32.tensorOf(Shape.of(clips, manifest.clipLength(), manifest.embeddingWidth()))) {
            for (long frames = 0; frames < warmUp; frames += batch) {
                call(encodeFrames, PackageSignatures.IMAGE, pictures);
                call(classifyClips, PackageSignatures.EMBEDDING, embeddings);
            }
            long start = System.nanoTime();
            long readings = 0;
            while (System.nanoTime() - start < window.toNanos()) {
                call(encodeFrames, PackageSignatures.IMAGE, pictures);
                call(classifyClips, PackageSignatures.EMBEDDING, embeddings);
                readings += clips;
            }
            return readings * 1e9 / (System.nanoTime() - start);
        }
    }

    private static void call(SessionFunction function, String input, Tensor tensor) {
        try (Result result = function.call(Map.of(input, tensor))) {
            if (result.size() == 0) {
                throw new IllegalStateException(input + ": no output (expected: the signature's)");
            }
        }
    }

    @Override
    public void close() {
        savedModel.close();
    }
}
