package io.mien.training.rendered;

import io.mien.training.store.ClipStore;
import java.util.List;

/**
 * A part of a store's clips.
 *
 * @param store open as long as this is used
 * @param clips their numbers
 */
record ClipSubset(ClipStore store, List<Integer> clips) {
    ClipSubset {
        clips = List.copyOf(clips);
    }

    int size() {
        return clips.size();
    }

    int clip(int index) {
        return clips.get(index);
    }

    /** Says what labels mean, and which of them is neutral. */
    SoftTarget target() {
        List<String> labels = store.header().labels();
        return new SoftTarget(labels.size(), labels.indexOf("neutral"));
    }
}
