package io.mien.evaluation;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of a list.
 *
 * @param path as it is written there
 * @param place where it is on this machine: a folder of pictures, or a video
 * @param frames as the list counts them
 * @param label index of the class
 * @param columns what else the list says of it, by the names of its header, in its order; none without a header
 */
public record ListedClip(String path, Path place, int frames, int label, Map<String, String> columns) {
    public ListedClip {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** Of a list that says nothing else. */
    public ListedClip(String path, Path place, int frames, int label) {
        this(path, place, frames, label, Map.of());
    }
}
