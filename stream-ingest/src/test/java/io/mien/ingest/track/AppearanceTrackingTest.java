package io.mien.ingest.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.ingest.detect.Detection;
import io.mien.ingest.picture.Sketch;
import io.mien.ingest.track.TrackingStep.Sighting;
import io.mien.pictures.FaceBox;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Who is who, where places alone do not tell. */
class AppearanceTrackingTest {
    private static final int SKETCH_BYTES = 432;
    private static final Sketch ROOM = sketch(100);
    private static final Sketch STUDIO = sketch(101);
    private static final Sketch ANNA = sketch(1);
    private static final Sketch BERT = sketch(2);
    private static final FaceBox LEFT = new FaceBox(100, 100, 80, 80);
    private static final FaceBox RIGHT = new FaceBox(400, 100, 80, 80);
    private static final FaceBox SMALL = new FaceBox(500, 300, 30, 30);

    private final SubjectTracker tracker = new SubjectTracker(TrackerSettings.defaults());

    private record Face(Sketch looks, FaceBox place) {}

    private static Sketch sketch(long seed) {
        byte[] bytes = new byte[SKETCH_BYTES];
        new Random(seed).nextBytes(bytes);
        return Sketch.of(ByteBuffer.wrap(bytes));
    }

    /** The same with this share of another mixed in. */
    private static Sketch mixed(Sketch sketch, Sketch other, double share) {
        ByteBuffer bytes = sketch.bytes();
        ByteBuffer others = other.bytes();
        for (int i = 0; i < SKETCH_BYTES; i++) {
            bytes.put(i, (byte) Math.round((1 - share) * (bytes.get(i) & 0xff) + share * (others.get(i) & 0xff)));
        }
        return Sketch.of(bytes);
    }

    private static FrameView view(Sketch scene, Face... faces) {
        List<Face> list = List.of(faces);
        return new FrameView(
                scene,
                list.stream()
                        .map(face -> new Detection(face.place(), 0.9f, null))
                        .toList(),
                list.stream().map(Face::looks).toList());
    }

    private List<TrackingStep> follow(int frames, long intervalMicros, IntFunction<FrameView> views) {
        List<TrackingStep> steps = new ArrayList<>();
        Tracks tracks = Tracks.none();
        for (int number = 0; number < frames; number++) {
            TrackingStep step =
                    tracker.next(tracks, new FrameTime(number, number * intervalMicros), views.apply(number));
            steps.add(step);
            tracks = step.tracks();
        }
        return steps;
    }

    private static Set<Long> subjects(List<TrackingStep> steps) {
        Set<Long> subjects = new TreeSet<>();
        steps.forEach(step -> step.sightings().stream().map(Sighting::number).forEach(subjects::add));
        return subjects;
    }

    @Test
    void somebodyElseInTheSamePlaceIsAnotherSubject() {
        List<TrackingStep> steps = follow(60, 40_000, number -> view(ROOM, new Face(number < 30 ? ANNA : BERT, LEFT)));

        assertThat(subjects(steps.subList(0, 30))).containsExactly(1L);
        assertThat(subjects(steps.subList(30, 60))).containsExactly(2L);
    }

    @Test
    void aFaceThatChangesALittleFromFrameToFrameStaysOneSubject() {
        List<TrackingStep> steps =
                follow(60, 40_000, number -> view(ROOM, new Face(mixed(ANNA, BERT, 0.05 * (number % 2)), LEFT)));

        assertThat(subjects(steps)).containsExactly(1L);
    }

    @Test
    void afterACutOnlyAFaceThatHasHardlyChangedIsTheSame() {
        Sketch changed = mixed(ANNA, BERT, 0.07);
        assertThat(Appearance.allows(ANNA, changed, 40_000, false)).isTrue();

        List<TrackingStep> steps = follow(
                60,
                40_000,
                number -> number < 30 ? view(ROOM, new Face(ANNA, LEFT)) : view(STUDIO, new Face(changed, LEFT)));

        assertThat(subjects(steps.subList(30, 60))).containsExactly(2L);
    }

    @Test
    void aFlashOfLightIsNoCut() {
        List<TrackingStep> steps =
                follow(60, 40_000, number -> view(number == 30 ? STUDIO : ROOM, new Face(ANNA, LEFT)));

        assertThat(subjects(steps)).containsExactly(1L);
    }

    @Test
    void whileOnePictureFadesIntoAnotherNobodyIsFollowed() {
        List<TrackingStep> steps = follow(100, 40_000, number -> {
            double share = Math.max(0, Math.min(1, (number - 30) / 25.0));
            return view(mixed(ROOM, STUDIO, share), new Face(mixed(ANNA, BERT, share), LEFT));
        });

        assertThat(subjects(steps.subList(0, 42))).containsExactly(1L);
        assertThat(subjects(steps.subList(42, 55))).isEmpty();
        assertThat(subjects(steps.subList(55, 100))).containsExactly(2L);
    }

    @Test
    void aFadeOfHalfASecondIsSeenBeforeItsMiddle() {
        List<TrackingStep> steps = follow(100, 40_000, number -> {
            double share = Math.max(0, Math.min(1, (number - 30) / 12.0));
            return view(mixed(ROOM, STUDIO, share), new Face(mixed(ANNA, BERT, share), LEFT));
        });

        assertThat(subjects(steps.subList(0, 36))).containsExactly(1L);
        assertThat(subjects(steps.subList(36, 42))).isEmpty();
        assertThat(subjects(steps.subList(42, 100))).containsExactly(2L);
    }

    @Test
    void tilesThatChangePlacesTakeTheirSubjectsAlong() {
        List<TrackingStep> steps = follow(
                60,
                40_000,
                number -> number < 30
                        ? view(ROOM, new Face(ANNA, LEFT), new Face(BERT, RIGHT))
                        : view(ROOM, new Face(BERT, LEFT), new Face(ANNA, RIGHT)));

        assertThat(subjects(steps)).containsExactly(1L, 2L);
        Sighting first = steps.get(59).sightings().stream()
                .filter(sighting -> sighting.number() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(first.detection().box()).isEqualTo(RIGHT);
    }

    @Test
    void whoSpeaksKeepsTheirSubjectFromTheSmallTileToTheLargeOne() {
        List<TrackingStep> steps = follow(
                60,
                40_000,
                number -> number < 30
                        ? view(ROOM, new Face(ANNA, LEFT), new Face(BERT, SMALL))
                        : view(STUDIO, new Face(BERT, LEFT), new Face(ANNA, SMALL)));

        assertThat(subjects(steps)).containsExactly(1L, 2L);
    }

    @Test
    void aCameraOfLessThanAPictureASecondKeepsItsSubjects() {
        List<TrackingStep> steps = follow(10, 1_111_111, number -> view(ROOM, new Face(ANNA, LEFT)));

        assertThat(steps.stream().mapToInt(step -> step.sightings().size()).sum())
                .isEqualTo(8);
        assertThat(subjects(steps)).containsExactly(1L);
    }

    @Test
    void whatAFaceLooksLikeIsForgottenWithItsTrack() {
        List<TrackingStep> steps = follow(
                90, 40_000, number -> number < 30 || number >= 60 ? view(ROOM, new Face(ANNA, LEFT)) : view(ROOM));

        assertThat(subjects(steps)).containsExactly(1L, 2L);
        assertThat(steps.get(58).tracks().tracks()).isEmpty();
    }
}
