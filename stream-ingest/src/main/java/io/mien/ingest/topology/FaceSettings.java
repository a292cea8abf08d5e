package io.mien.ingest.topology;

import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.detect.FaceSelection;
import io.mien.ingest.track.TrackerSettings;
import io.mien.pictures.ImageLimits;
import java.time.Duration;

/**
 * Settings of how camera frames become face frames.
 *
 * @param limits what a picture may weigh; heavier ones are set aside unseen
 * @param detector which finds the faces
 * @param tracker when two finds are one subject
 * @param crop how the faces are cut out
 * @param silence after so long without a frame of a stream its tracks end; at least 1 s. The clock on the wall counts,
 *     but only while the topology looks for frames: one that stands still ends nothing
 * @param selection which faces are followed
 */
public record FaceSettings(
        ImageLimits limits,
        DetectorSettings detector,
        TrackerSettings tracker,
        CropSettings crop,
        Duration silence,
        FaceSelection selection) {

    public FaceSettings {
        if (silence.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("silence: " + silence + " (expected: at least PT1S)");
        }
    }

    /** All faces are followed. */
    public FaceSettings(
            ImageLimits limits,
            DetectorSettings detector,
            TrackerSettings tracker,
            CropSettings crop,
            Duration silence) {
        this(limits, detector, tracker, crop, silence, FaceSelection.ALL);
    }

    /** The same for other faces. */
    public FaceSettings withSelection(FaceSelection other) {
        return new FaceSettings(limits, detector, tracker, crop, silence, other);
    }

    /** The same for faces that are cut out otherwise. */
    public FaceSettings withCrop(CropSettings other) {
        return new FaceSettings(limits, detector, tracker, other, silence, selection);
    }

    /**
     * With this detector, and what suits most feeds. Silence is longer than Kafka's clients wait for an answer that was
     * lost ({@code request.timeout.ms}, 30 s): a frame that is late by that is still of the same person.
     */
    public static FaceSettings defaults(DetectorSettings detector) {
        return new FaceSettings(
                ImageLimits.DEFAULT,
                detector,
                TrackerSettings.defaults(),
                CropSettings.defaults(),
                Duration.ofMinutes(1));
    }
}
