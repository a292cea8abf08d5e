package io.mien.ingest.sources;

import java.time.Duration;
import java.util.Map;

final class DrawnFaceSourceContractTest extends FrameSourceContract {

    @Override
    FrameSource open() {
        return new DrawnFaceSource("portrait", DrawnFaceSource.Scene.PORTRAIT, Duration.ofSeconds(2));
    }

    /** A drawn face depends on nothing that could be missing. */
    @Override
    Map<String, FrameSource.Opener> unreadable() {
        return Map.of();
    }
}
