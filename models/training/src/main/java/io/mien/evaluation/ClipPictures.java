package io.mien.evaluation;

import io.mien.models.ModelException;
import io.mien.pictures.RgbImage;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;

/** Reads pictures of a clip, wherever its frames are kept. Safe for use by many threads. */
@FunctionalInterface
public interface ClipPictures {

    /**
     * Reads some of a clip's frames.
     *
     * @param place a folder of pictures, or a file
     * @param numbers of the frames, from 0
     * @return those frames, by number
     * @throws ModelException if one is missing or cannot be read
     */
    Map<Integer, RgbImage> read(Path place, SortedSet<Integer> numbers);
}
