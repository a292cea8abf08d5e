package io.mien.evaluation;

import io.mien.pictures.PreprocessingProfile;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Reads the pictures of listed clips, which are faces already, and prepares them for a model. Safe for use by many
 * threads.
 *
 * @param pictures reads them
 * @param preprocessing the model's
 */
public record PreparedClips(ClipPictures pictures, PreprocessingProfile preprocessing) {

    /**
     * Reads some of a clip's frames.
     *
     * @param numbers of the frames, from 0
     * @return {@code [size, size, 3] uint8} each, by number, in order
     * @throws io.mien.models.ModelException if one is missing or cannot be read
     */
    public Map<Integer, byte[]> read(ListedClip clip, SortedSet<Integer> numbers) {
        Map<Integer, byte[]> prepared = new TreeMap<>();
        pictures.read(clip.place(), numbers)
                .forEach((number, picture) -> prepared.put(number, preprocessing.prepare(picture, null, null)));
        return prepared;
    }
}
