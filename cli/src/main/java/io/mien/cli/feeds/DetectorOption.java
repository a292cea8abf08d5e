package io.mien.cli.feeds;

import io.mien.ingest.detect.DetectorSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Chooses a command's detector: YuNet if its file is given, else the cascade that comes with OpenCV. */
public final class DetectorOption {
    private DetectorOption() {}

    public static DetectorSettings settings(@Nullable Path file) {
        return file == null ? DetectorSettings.cascade() : DetectorSettings.yuNet(file);
    }
}
