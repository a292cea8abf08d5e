package io.mien.ingest.sources;

import io.mien.pictures.Orientation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a live feed is read.
 *
 * @param longestSide larger pictures are reduced to this, pixels, at least 16
 * @param transport of RTSP
 * @param silence without a picture for so long the connection counts as lost and is made anew, 1 s to 1 h
 * @param opening how long an answer and the first picture are waited for, 1 s to 10 min; more than the time between two
 *     key frames
 * @param mounting how the camera hangs
 * @param correction what is added to the time of each picture: negative if they are taken earlier than they say or arrive
 * @param clockTolerance a camera's own clock is believed if it is at most this far from the arrival of its pictures
 * @param sampling the grid on which a video's pictures are chosen, or null: all are delivered. Of what ends, and of a folder,
 *     all are
 * @param certificates which of {@code https} and {@code rtsps} are trusted
 * @param group what whoever runs the feed sorts it under; null: under nothing
 */
public record LiveOptions(
        int longestSide,
        Transport transport,
        Duration silence,
        Duration opening,
        Orientation mounting,
        Duration correction,
        Duration clockTolerance,
        @Nullable SamplingGrid sampling,
        Certificates certificates,
        @Nullable String group) {

    /** How RTSP carries its pictures. */
    public enum Transport {
        /** Within the connection: nothing is lost. */
        TCP,
        /** In packets of their own, some of which may be lost. */
        UDP
    }

    private static final Duration LONGEST_CORRECTION = Duration.ofDays(1);

    public LiveOptions {
        if (longestSide < 16) {
            throw new IllegalArgumentException("longest side: " + longestSide + " (expected: at least 16)");
        }
        require("silence", silence, Duration.ofSeconds(1), Duration.ofHours(1));
        require("opening", opening, Duration.ofSeconds(1), Duration.ofMinutes(10));
        require("correction", correction.abs(), Duration.ZERO, LONGEST_CORRECTION);
        require("clock tolerance", clockTolerance, Duration.ZERO, LONGEST_CORRECTION);
    }

    private static void require(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    /** Five seconds of silence, ten for opening, as it hangs, and clocks up to five seconds off. */
    public static LiveOptions defaults(int longestSide) {
        return new LiveOptions(
                longestSide,
                Transport.TCP,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Orientation.UPRIGHT,
                Duration.ZERO,
                Duration.ofSeconds(5),
                null,
                Certificates.OF_KNOWN_AUTHORITIES,
                null);
    }

    /** The same, mounted otherwise. */
    public LiveOptions withMounting(Orientation other) {
        return new LiveOptions(
                longestSide,
                transport,
                silence,
                opening,
                other,
                correction,
                clockTolerance,
                sampling,
                certificates,
                group);
    }

    /** The same, by another transport. */
    public LiveOptions withTransport(Transport other) {
        return new LiveOptions(
                longestSide,
                other,
                silence,
                opening,
                mounting,
                correction,
                clockTolerance,
                sampling,
                certificates,
                group);
    }

    /** The same, with other patience. */
    public LiveOptions withPatience(Duration newSilence, Duration newOpening) {
        return new LiveOptions(
                longestSide,
                transport,
                newSilence,
                newOpening,
                mounting,
                correction,
                clockTolerance,
                sampling,
                certificates,
                group);
    }

    /** The same, with times corrected by so much, and another tolerance for the camera's clock. */
    public LiveOptions withClock(Duration newCorrection, Duration newTolerance) {
        return new LiveOptions(
                longestSide,
                transport,
                silence,
                opening,
                mounting,
                newCorrection,
                newTolerance,
                sampling,
                certificates,
                group);
    }

    /** The same, sampled on this grid, or not. */
    public LiveOptions withSampling(@Nullable SamplingGrid grid) {
        return new LiveOptions(
                longestSide,
                transport,
                silence,
                opening,
                mounting,
                correction,
                clockTolerance,
                grid,
                certificates,
                group);
    }

    /** The same, trusting other certificates. */
    public LiveOptions withCertificates(Certificates other) {
        return new LiveOptions(
                longestSide, transport, silence, opening, mounting, correction, clockTolerance, sampling, other, group);
    }

    /** The same, sorted under a group, or under none. */
    public LiveOptions withGroup(@Nullable String other) {
        return new LiveOptions(
                longestSide,
                transport,
                silence,
                opening,
                mounting,
                correction,
                clockTolerance,
                sampling,
                certificates,
                other);
    }
}
