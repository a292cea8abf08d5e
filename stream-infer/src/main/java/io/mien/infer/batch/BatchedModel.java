package io.mien.infer.batch;

import io.mien.models.ClipScores;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRuntime;
import java.util.concurrent.CompletableFuture;

/**
 * One model that serves all slots of a process: a batcher for each of its two signatures. Threads: any.
 */
public final class BatchedModel implements AutoCloseable {
    private final ModelRunner runner;
    private final Batcher<byte[], float[]> encoder;
    private final Batcher<float[][], ClipScores> classifier;

    /**
     * Takes over the runner.
     *
     * @param encoding how frames are joined
     * @param classification how clips are joined
     * @throws io.mien.models.ModelException if batches are to be exact and the runner's are not; the runner stays the caller's
     */
    public BatchedModel(ModelRunner runner, BatchSettings encoding, BatchSettings classification) {
        if (encoding.exact() || classification.exact()) {
            PositionProbe.requireAlike(runner, encoding.maximumBatch(), classification.maximumBatch());
        }
        this.runner = runner;
        this.encoder = new Batcher<>("encode-frames", encoding, runner::encodeFrames, BatchedModel::itemsFault);
        this.classifier =
                new Batcher<>("classify-clips", classification, runner::classifyClips, BatchedModel::itemsFault);
    }

    /** A closed runner or a bug of Mien's is not the fault of an item in the batch. */
    private static boolean itemsFault(RuntimeException failure) {
        return failure instanceof ModelException || failure instanceof IllegalArgumentException;
    }

    public ModelManifest manifest() {
        return runner.manifest();
    }

    public ModelRuntime runtime() {
        return runner.runtime();
    }

    /**
     * Encodes a picture in a batch of its time.
     *
     * @param picture {@code [size, size, 3] uint8}
     * @return {@code [embedding width] float32}
     */
    public CompletableFuture<float[]> encode(byte[] picture) throws InterruptedException {
        return encoder.submit(picture);
    }

    /**
     * Classifies a clip in a batch of its time.
     *
     * @param clip {@code [clip length][embedding width] float32}
     */
    public CompletableFuture<ClipScores> classify(float[][] clip) throws InterruptedException {
        return classifier.submit(clip);
    }

    /** What the encoder's batcher has done. */
    public BatchStatistics encoding() {
        return encoder.statistics();
    }

    /** What the classifier's batcher has done. */
    public BatchStatistics classification() {
        return classifier.statistics();
    }

    @Override
    public void close() {
        try (runner;
                encoder;
                classifier) {
            // In reverse: first the batchers, so that no call is in progress when the runner goes.
        }
    }
}
