package io.mien.bench;

import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceDescription;
import io.mien.ingest.sources.SourceFrame;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The pictures of a staged scene. The rules of {@link FrameSource} apply. */
final class SceneSource implements FrameSource {
    private static final double NANOS_A_SECOND = 1e9;

    private final StagedScene scene;
    private int next;

    SceneSource(StagedScene scene) {
        this.scene = scene;
    }

    @Override
    public FrameSourceDescription description() {
        return new FrameSourceDescription(
                scene.name(),
                "scene:" + scene.name(),
                OptionalDouble.of(scene.frameRate()),
                OptionalLong.of(scene.frames()),
                Optional.of(time(scene.frames())));
    }

    private Duration time(int frame) {
        return Duration.ofNanos(Math.round(frame / scene.frameRate() * NANOS_A_SECOND));
    }

    /** Which picture of the scene it is. */
    int number(SourceFrame picture) {
        return (int) Math.round(picture.position().toNanos() / NANOS_A_SECOND * scene.frameRate());
    }

    @Override
    public Optional<SourceFrame> next() {
        if (next >= scene.frames()) {
            return Optional.empty();
        }
        Duration time = time(next);
        return Optional.of(new SourceFrame(scene.paint(next++), time));
    }

    @Override
    public void close() {
        next = scene.frames();
    }
}
