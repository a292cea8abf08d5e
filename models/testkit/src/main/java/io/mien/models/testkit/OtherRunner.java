package io.mien.models.testkit;

import io.mien.models.ClipScores;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRuntime;
import java.util.List;

/** A runner that is another one but for what it does itself. The rules of {@link ModelRunner} apply. */
public interface OtherRunner extends ModelRunner {

    /** The one that does the rest; closed with this. */
    ModelRunner runner();

    @Override
    default ModelManifest manifest() {
        return runner().manifest();
    }

    @Override
    default ModelRuntime runtime() {
        return runner().runtime();
    }

    @Override
    default List<float[]> encodeFrames(List<byte[]> pictures) {
        return runner().encodeFrames(pictures);
    }

    @Override
    default List<ClipScores> classifyClips(List<float[][]> clips) {
        return runner().classifyClips(clips);
    }

    @Override
    default void close() {
        runner().close();
    }
}
