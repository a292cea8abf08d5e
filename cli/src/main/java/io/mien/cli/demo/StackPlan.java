package io.mien.cli.demo;

import io.mien.cli.feeds.FeedPlan;
import io.mien.ingest.topology.FaceSettings;
import io.mien.models.tensorflow.PrecisionChoice;
import io.mien.schemas.sealing.KeyAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EmbeddedStack} is to be started with.
 *
 * @param folder for all data
 * @param model package, or null for the bundled one
 * @param faces which are followed, and how
 * @param purpose stamped on the readings
 * @param port of the page, 0 for any
 * @param exact whether the readings' bits are to be the same whatever the load and the processor
 * @param precision that pictures are encoded in
 * @param keys that pictures and readings are sealed with
 * @param freshness how old a frame may be when it is read; null: every one is read
 * @param feeds to be published as soon as their topic is there
 */
public record StackPlan(
        Path folder,
        @Nullable Path model,
        FaceSettings faces,
        String purpose,
        int port,
        boolean exact,
        PrecisionChoice precision,
        KeyAccess keys,
        @Nullable Duration freshness,
        List<FeedPlan> feeds) {
    /** In float32 and without keys. */
    public StackPlan(
            Path folder,
            @Nullable Path model,
            FaceSettings faces,
            String purpose,
            int port,
            boolean exact,
            List<FeedPlan> feeds) {
        this(folder, model, faces, purpose, port, exact, PrecisionChoice.FLOAT32, KeyAccess.NONE, null, feeds);
    }
}
