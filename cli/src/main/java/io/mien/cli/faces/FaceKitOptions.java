package io.mien.cli.faces;

import io.mien.faces.mesh.FaceKits;
import io.mien.faces.render.HeadGeometry;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of where the head comes from. */
final class FaceKitOptions {
    @Option(
            names = "--kit",
            required = true,
            paramLabel = "DIR",
            description =
                    "ICT-FaceKit's folder, as fetched from https://github.com/ICT-VGL/ICT-FaceKit (MIT licence; not part of"
                            + " Mien).")
    Path kit = Path.of("");

    @Option(
            names = "--kit-cache",
            paramLabel = "DIR",
            description =
                    "Where the kit's thin form (8 MB) is kept, so that it opens at once the next time (default: mien in"
                            + " XDG_CACHE_HOME or ~/.cache).")
    @Nullable
    Path cache;

    HeadGeometry open() {
        return new HeadGeometry(FaceKits.open(kit, cache == null ? userCache() : cache));
    }

    private static Path userCache() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path caches = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return caches.resolve("mien");
    }
}
