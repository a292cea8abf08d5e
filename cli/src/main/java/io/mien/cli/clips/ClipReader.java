package io.mien.cli.clips;

import io.mien.ingest.sources.FrameSourceException;
import java.util.List;

/** Makes clips of an input. */
@FunctionalInterface
interface ClipReader {

    /**
     * Reads the pictures that a model is to see.
     *
     * @return the input's clips: one, or one a subject
     */
    List<InputClip> read(ClipInput input) throws FrameSourceException;
}
