package io.mien.making.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reader found in a file.
 *
 * @param tensors the state dict, in the file's order
 * @param others what else there is
 * @param taken the entry that the state dict was found in; empty if the file holds nothing but it
 * @param alternatives entries with the same weights in another state, for example their average
 */
record Contents(Map<String, StoredTensor> tensors, List<OtherContent> others, String taken, List<String> alternatives) {

    Contents {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        others = List.copyOf(others);
        alternatives = List.copyOf(alternatives);
    }
}
