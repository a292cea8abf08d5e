package io.mien.making.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors and other things that a reader found in a file.
 *
 * @param tensors the state dict, in the file's order
 * @param others what else there is
 */
record Contents(Map<String, StoredTensor> tensors, List<OtherContent> others) {

    Contents {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        others = List.copyOf(others);
    }
}
