package io.mien.models;

import java.util.List;
import java.util.Optional;

/**
 * Runs one model package on one device.
 *
 * <p>The two calls are the two signatures of a model package. A frame is encoded once; every clip that it is part of
 * shares its embedding. Every implementation passes {@code ModelRunnerContract}.
 *
 * <p>Threads: all methods but {@link #close()} may be called by several threads at once. {@code close} is called once,
 * by the owner, when no call is in progress; a call after it throws {@link IllegalStateException}.
 */
public interface ModelRunner extends AutoCloseable {

    /** The model that this runner runs. */
    ModelManifest manifest();

    /** What it runs on. */
    ModelRuntime runtime();

    /**
     * Encodes prepared pictures.
     *
     * @param pictures each {@code [size, size, 3] uint8}, rows from the top, with {@code size} the manifest's picture
     *     size
     * @return as many embeddings, in the same order, each {@code [embedding width] float32}
     * @throws IllegalArgumentException if a picture has another size
     * @throws ModelException if the model fails on this batch
     */
    List<float[]> encodeFrames(List<byte[]> pictures);

    /**
     * Classifies clips of embeddings.
     *
     * @param clips each {@code [clip length][embedding width] float32}
     * @return as many scores, in the same order
     * @throws IllegalArgumentException if a clip has another shape
     * @throws ModelException if the model fails on this batch
     */
    List<ClipScores> classifyClips(List<float[][]> clips);

    /**
     * Classifies clips and keeps what the model's parts made of them: for looking into a model, not for the stream.
     *
     * @param clips as for {@link #classifyClips}
     * @return as many, in the same order
     * @throws IllegalArgumentException if a clip has another shape
     * @throws ModelException if the model fails on this batch
     */
    default List<ExaminedClip> examineClips(List<float[][]> clips) {
        return classifyClips(clips).stream()
                .map(scores -> new ExaminedClip(scores, Optional.empty(), Optional.empty()))
                .toList();
    }

    @Override
    void close();
}
