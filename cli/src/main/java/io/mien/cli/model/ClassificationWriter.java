package io.mien.cli.model;

import io.mien.cli.clips.InputClip;
import io.mien.models.clips.ClassifiedClip;
import java.io.IOException;

/** Writes what a model says of clips, one after another. */
interface ClassificationWriter extends AutoCloseable {

    /**
     * Writes one.
     *
     * @param input as the user gave it
     */
    void write(String input, InputClip clip, ClassifiedClip classified) throws IOException;

    /** Ends the output; the stream beneath it stays open. */
    @Override
    void close() throws IOException;
}
