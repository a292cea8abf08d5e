package io.mien.ingest.track;

import io.mien.ingest.detect.Detection;
import io.mien.ingest.track.TrackingStep.Sighting;
import io.mien.pictures.FaceBox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Follows faces through one stream by their places. It is a pure function: the same tracks and detections give the same
 * step, so a stream that is read again gets the same subjects.
 *
 * <p>Each track expects its face where its motion takes it. Detections go to tracks best match first, subjects before
 * faces that are not confirmed. A face that is missed keeps its track for a while; one that is found but matches no
 * track begins a new one, which becomes a subject once it has been found often enough.
 *
 * <p>Safe for use by many threads.
 */
public final class SubjectTracker {
    /** One that is so much larger or smaller is another face. */
    private static final float LARGEST_SIZE_RATIO = 2;

    /** A find that lies so far within a face that is followed is that face, found twice. */
    private static final float SAME_FACE_CONTAINMENT = 0.5f;

    /** How much of the motion since the last hit goes into a track's velocity. */
    private static final float VELOCITY_GAIN = 0.4f;

    /** After so long unseen nothing is known of where a motion led. */
    private static final float LONGEST_PREDICTION_SECONDS = 0.3f;

    private static final float MICROS_PER_SECOND = 1e6f;

    private final TrackerSettings settings;
    private final long confirmationMicros;
    private final long doubtMicros;
    private final long gapMicros;

    public SubjectTracker(TrackerSettings settings) {
        this.settings = settings;
        this.confirmationMicros = micros(settings.confirmationTime());
        this.doubtMicros = micros(settings.longestDoubt());
        this.gapMicros = micros(settings.longestGap());
    }

    /** The id, in a stream's records, of the subject with this number. */
    public static String subjectId(long number) {
        return "s" + number;
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    /**
     * Takes the next frame.
     *
     * @param time not before that of the frame before it
     * @param detections of this frame
     */
    public TrackingStep next(Tracks tracks, FrameTime time, List<Detection> detections) {
        List<Track> ended = new ArrayList<>();
        List<Track> alive = new ArrayList<>();
        for (Track track : tracks.tracks()) {
            // Over so long a pause between frames anybody may have taken the place.
            (unseen(track, time) > gapMicros ? ended : alive).add(track);
        }
        Map<Integer, Integer> matches = match(alive, time, detections);
        long nextNumber = tracks.nextNumber();
        List<Track> remaining = new ArrayList<>();
        List<Sighting> sightings = new ArrayList<>();
        for (int index = 0; index < alive.size(); index++) {
            Track track = alive.get(index);
            Integer found = matches.get(index);
            if (found == null) {
                if (track.confirmed() || unseen(track, time) <= doubtMicros) {
                    remaining.add(track);
                }
                continue;
            }
            Track seen = seen(track, time, detections.get(found), nextNumber);
            nextNumber = Math.max(nextNumber, seen.number() + 1);
            remaining.add(seen);
            if (seen.confirmed()) {
                sightings.add(new Sighting(seen.number(), detections.get(found)));
            }
        }
        for (Detection face : newFaces(detections, matches.values())) {
            Track begun = begun(face, time, nextNumber);
            nextNumber = Math.max(nextNumber, begun.number() + 1);
            remaining.add(begun);
            if (begun.confirmed()) {
                sightings.add(new Sighting(begun.number(), face));
            }
        }
        return new TrackingStep(
                new Tracks(nextNumber, remaining),
                sightings,
                Math.toIntExact(nextNumber - tracks.nextNumber()),
                ended.stream().filter(Track::confirmed).toList());
    }

    /** Ends all tracks; numbers go on. */
    public TrackingStep end(Tracks tracks) {
        return new TrackingStep(tracks.cleared(), List.of(), 0, tracks.confirmed());
    }

    private static long unseen(Track track, FrameTime time) {
        return time.capturedAt() - track.lastSeen().capturedAt();
    }

    /** By their places in the lists of tracks and detections. */
    private record Match(int track, int detection, float affinity) {}

    /** Finds the detection for each track: the best match first, among subjects, then among the others. */
    private Map<Integer, Integer> match(List<Track> tracks, FrameTime time, List<Detection> detections) {
        List<Match> candidates = IntStream.range(0, tracks.size())
                .boxed()
                .flatMap(index -> candidates(index, tracks.get(index), time, detections))
                .sorted(Comparator.comparing(
                                (Match match) -> !tracks.get(match.track()).confirmed())
                        .thenComparing(Match::affinity, Comparator.reverseOrder()))
                .toList();
        Map<Integer, Integer> matches = new LinkedHashMap<>();
        Set<Integer> taken = new HashSet<>();
        for (Match candidate : candidates) {
            if (!matches.containsKey(candidate.track()) && taken.add(candidate.detection())) {
                matches.put(candidate.track(), candidate.detection());
            }
        }
        return matches;
    }

    private Stream<Match> candidates(int index, Track track, FrameTime time, List<Detection> detections) {
        float seconds = Math.min(unseen(track, time) / MICROS_PER_SECOND, LONGEST_PREDICTION_SECONDS);
        FaceBox expected = BoxGeometry.moved(track.box(), track.velocityX() * seconds, track.velocityY() * seconds);
        return IntStream.range(0, detections.size()).boxed().flatMap(found -> {
            FaceBox box = detections.get(found).box();
            float overlap = BoxGeometry.overlap(expected, box);
            float distance = BoxGeometry.distance(expected, box);
            boolean same = BoxGeometry.sizeRatio(expected, box) <= LARGEST_SIZE_RATIO
                    && (overlap >= settings.minimumOverlap() || distance <= settings.reach());
            return same ? Stream.of(new Match(index, found, overlap - distance)) : Stream.empty();
        });
    }

    private static List<Detection> newFaces(List<Detection> detections, Collection<Integer> taken) {
        List<Detection> followed =
                new ArrayList<>(taken.stream().map(detections::get).toList());
        List<Detection> faces = new ArrayList<>();
        for (int index = 0; index < detections.size(); index++) {
            Detection detection = detections.get(index);
            if (!taken.contains(index)
                    && followed.stream()
                            .noneMatch(other ->
                                    BoxGeometry.containment(other.box(), detection.box()) > SAME_FACE_CONTAINMENT)) {
                faces.add(detection);
                followed.add(detection);
            }
        }
        return faces;
    }

    private Track begun(Detection face, FrameTime time, long nextNumber) {
        boolean confirmed = settings.confirmationHits() == 1 && confirmationMicros == 0;
        return new Track(confirmed ? nextNumber : 0, face.box(), 0, 0, 1, time.capturedAt(), time);
    }

    private Track seen(Track track, FrameTime time, Detection detection, long nextNumber) {
        int hits = track.hits() == Integer.MAX_VALUE ? track.hits() : track.hits() + 1;
        boolean confirmedNow =
                hits >= settings.confirmationHits() && time.capturedAt() - track.firstSeen() >= confirmationMicros;
        long number = track.confirmed() || !confirmedNow ? track.number() : nextNumber;
        float seconds = unseen(track, time) / MICROS_PER_SECOND;
        FaceBox box = detection.box();
        return new Track(
                number,
                box,
                velocity(track.velocityX(), BoxGeometry.centerX(box) - BoxGeometry.centerX(track.box()), seconds),
                velocity(track.velocityY(), BoxGeometry.centerY(box) - BoxGeometry.centerY(track.box()), seconds),
                hits,
                track.firstSeen(),
                time);
    }

    private static float velocity(float before, float moved, float seconds) {
        return seconds <= 0 ? before : before + VELOCITY_GAIN * (moved / seconds - before);
    }
}
