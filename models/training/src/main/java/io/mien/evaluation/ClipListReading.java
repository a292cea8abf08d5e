package io.mien.evaluation;

import io.mien.models.LabelSet;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a list is read.
 *
 * @param root folder that the clips are below on this machine; empty to take absolute paths as they are and relative ones from
 *     the list's folder
 * @param format of its lines
 * @param labels what its numbers stand for, from 0; empty for what the format says, and for the model's labels if it says
 *     nothing
 * @param encoding of a file without a byte-order mark; empty for UTF-8
 * @param counter counts a clip's frames: where the list does not say them, and to see whether a folder has as many as it says;
 *     empty to believe the list
 * @param framesOnDisk whether to use what is counted whatever the list says
 * @param skipBad whether to go on without lines that are none and clips that are not there
 */
public record ClipListReading(
        Optional<Path> root,
        ClipListFormat format,
        Optional<LabelSet> labels,
        Optional<Charset> encoding,
        Optional<FrameCounter> counter,
        boolean framesOnDisk,
        boolean skipBad) {
    public ClipListReading {
        if (labels.isPresent() && format != ClipListFormat.PUBLISHED) {
            throw new IllegalArgumentException(
                    "labels: of a list of " + format + ", which says itself what they are (expected: none)");
        }
    }

    /** A reading that takes the labels as the format says them. */
    public ClipListReading(
            Optional<Path> root,
            ClipListFormat format,
            Optional<Charset> encoding,
            Optional<FrameCounter> counter,
            boolean framesOnDisk,
            boolean skipBad) {
        this(root, format, Optional.empty(), encoding, counter, framesOnDisk, skipBad);
    }

    /** Counts the frames of a clip. */
    @FunctionalInterface
    public interface FrameCounter {
        /**
         * Counts them.
         *
         * @param place a folder of pictures, or a file
         * @throws io.mien.models.ModelException if it cannot be read
         */
        int frames(Path place);
    }

    /** As published, below a root or not. */
    public static ClipListReading published(Optional<Path> root) {
        return new ClipListReading(root, ClipListFormat.PUBLISHED, Optional.empty(), Optional.empty(), false, false);
    }
}
