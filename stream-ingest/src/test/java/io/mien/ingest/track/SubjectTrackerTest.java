package io.mien.ingest.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.ingest.detect.Detection;
import io.mien.ingest.track.TrackingStep.Sighting;
import io.mien.pictures.FaceBox;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubjectTrackerTest {
    private static final long INTERVAL_MICROS = 40_000;
    private static final int FRAMES_A_SECOND = 25;
    private static final int HITS = TrackerSettings.defaults().confirmationHits();

    private final SubjectTracker tracker = new SubjectTracker(TrackerSettings.defaults());

    private static FrameTime frame(int number) {
        return new FrameTime(number, number * INTERVAL_MICROS);
    }

    private static Detection face(double x, double y, double side) {
        return new Detection(new FaceBox((float) x, (float) y, (float) side, (float) side), 0.9f, null);
    }

    private List<TrackingStep> follow(int frames, IntFunction<List<Detection>> detections) {
        List<TrackingStep> steps = new ArrayList<>();
        Tracks tracks = Tracks.none();
        for (int number = 0; number < frames; number++) {
            TrackingStep step = tracker.next(tracks, frame(number), FrameView.withoutPicture(detections.apply(number)));
            steps.add(step);
            tracks = step.tracks();
        }
        return steps;
    }

    private static List<Long> subjects(List<TrackingStep> steps) {
        return steps.stream()
                .flatMap(step -> step.sightings().stream())
                .map(Sighting::number)
                .distinct()
                .toList();
    }

    private static TrackingStep last(List<TrackingStep> steps) {
        return steps.get(steps.size() - 1);
    }

    @Test
    void aFaceThatStaysIsOneSubjectFromItsConfirmationOn() {
        List<TrackingStep> steps = follow(100, number -> List.of(face(100, 100, 80)));

        assertThat(subjects(steps)).containsExactly(1L);
        assertThat(steps.subList(0, HITS - 1))
                .allSatisfy(step -> assertThat(step.sightings()).isEmpty());
        assertThat(steps.stream().filter(step -> !step.sightings().isEmpty()).count())
                .isBetween(95L, 98L);
        assertThat(steps).allSatisfy(step -> assertThat(step.ended()).isEmpty());
    }

    @Test
    void aFindThatIsNotRepeatedIsNobody() {
        List<TrackingStep> steps = follow(200, number -> number % 20 == 0 ? List.of(face(300, 50, 40)) : List.of());

        assertThat(subjects(steps)).isEmpty();
        assertThat(last(steps).tracks().nextNumber()).isEqualTo(1);
    }

    @Test
    void aFaceThatIsMissedForLessThanTheGapKeepsItsSubject() {
        List<TrackingStep> steps = follow(
                100,
                number -> number >= 40 && number < 40 + FRAMES_A_SECOND - 1 ? List.of() : List.of(face(100, 100, 80)));

        assertThat(subjects(steps)).containsExactly(1L);
    }

    @Test
    void aFaceThatIsGoneEndsAsItWasLastSeenAndComesBackAsAnother() {
        List<TrackingStep> steps =
                follow(150, number -> number >= 40 && number < 80 ? List.of() : List.of(face(100, 100, 80)));

        List<Track> ended =
                steps.stream().flatMap(step -> step.ended().stream()).toList();
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).number()).isEqualTo(1);
        assertThat(ended.get(0).lastSeen()).isEqualTo(frame(39));
        assertThat(subjects(steps)).containsExactly(1L, 2L);
    }

    @Test
    void facesThatPassEachOtherKeepTheirSubjects() {
        List<TrackingStep> steps =
                follow(120, number -> List.of(face(10 + 5 * number, 100, 80), face(600 - 5 * number, 150, 80)));

        List<Sighting> first = steps.get(10).sightings();
        List<Sighting> end = last(steps).sightings();
        assertThat(subjects(steps)).containsExactly(1L, 2L);
        assertThat(end).extracting(Sighting::number).isEqualTo(List.of(1L, 2L));
        assertThat(first.get(0).detection().box().x()).isLessThan(100);
        assertThat(end.get(0).detection().box().x()).isGreaterThan(500);
    }

    @Test
    void theOrderOfDetectionsDoesNotMatter() {
        IntFunction<List<Detection>> one = number -> List.of(face(number, 100, 80), face(300, 100 + number, 60));
        IntFunction<List<Detection>> other = number -> {
            List<Detection> detections = new ArrayList<>(one.apply(number));
            return number < HITS + 2 ? detections : List.of(detections.get(1), detections.get(0));
        };

        assertThat(last(follow(60, other)).tracks())
                .isEqualTo(last(follow(60, one)).tracks());
    }

    @Test
    void aFaceThatIsFoundTwiceIsOneSubject() {
        List<TrackingStep> steps = follow(60, number -> List.of(face(100, 100, 80), face(110, 110, 50)));

        assertThat(subjects(steps)).containsExactly(1L);
    }

    @Test
    void aFaceOfQuiteAnotherSizeIsAnotherFace() {
        List<TrackingStep> steps =
                follow(60, number -> number < 30 ? List.of(face(100, 100, 40)) : List.of(face(60, 60, 120)));

        assertThat(subjects(steps)).containsExactly(1L, 2L);
    }

    @Test
    void aFastMovingFaceIsFollowed() {
        List<TrackingStep> steps = follow(60, number -> List.of(face(30 * number, 100, 80)));

        assertThat(subjects(steps)).containsExactly(1L);
    }

    @Test
    void aPauseBetweenFramesEndsTheTracks() {
        Tracks tracks = last(follow(20, number -> List.of(face(100, 100, 80)))).tracks();

        TrackingStep step = tracker.next(
                tracks,
                new FrameTime(20, 20 * INTERVAL_MICROS + 5_000_000),
                FrameView.withoutPicture(List.of(face(100, 100, 80))));

        assertThat(step.ended()).hasSize(1);
        assertThat(step.sightings()).isEmpty();
    }

    @Test
    void atTwoFramesASecondAFaceIsStillFollowed() {
        Tracks tracks = Tracks.none();
        List<Long> numbers = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            TrackingStep step = tracker.next(
                    tracks,
                    new FrameTime(number, number * 500_000L),
                    FrameView.withoutPicture(List.of(face(100, 100, 80))));
            tracks = step.tracks();
            step.sightings().forEach(sighting -> numbers.add(sighting.number()));
        }
        assertThat(numbers).hasSize(18).containsOnly(1L);
    }

    @Test
    void theEndOfAllEndsSubjectsOnlyAndNumbersGoOn() {
        Tracks tracks = last(follow(
                        10,
                        number -> number < 9
                                ? List.of(face(100, 100, 80))
                                : List.of(face(100, 100, 80), face(400, 100, 80))))
                .tracks();

        TrackingStep end = tracker.end(tracks);

        assertThat(end.ended()).extracting(Track::number).containsExactly(1L);
        assertThat(end.tracks()).isEqualTo(new Tracks(2, List.of(), Scene.NONE));
    }

    @Test
    void manyFacesAreToldApart() {
        List<TrackingStep> steps = follow(
                50,
                number -> IntStream.range(0, 12)
                        .mapToObj(place -> face(100 * place + number, 50 + 3 * place, 60))
                        .toList());

        assertThat(subjects(steps))
                .isEqualTo(Stream.iterate(1L, next -> next + 1).limit(12).toList());
    }
}
