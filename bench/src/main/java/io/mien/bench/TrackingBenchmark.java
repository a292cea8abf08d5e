package io.mien.bench;

import io.mien.bench.StagedScene.Truth;
import io.mien.ingest.detect.Detection;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.picture.Picture;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.SamplingGrid;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.track.FrameTime;
import io.mien.ingest.track.FrameView;
import io.mien.ingest.track.SubjectTracker;
import io.mien.ingest.track.TrackerSettings;
import io.mien.ingest.track.TrackingStep;
import io.mien.ingest.track.TrackingStep.Sighting;
import io.mien.ingest.track.Tracks;
import io.mien.pictures.FaceBox;
import io.mien.pictures.RgbImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Follows the faces of scenes whose truth is known, made of filmed and rendered people. Writes what was there, what the
 * detector found and what the tracker made of it, for {@code bench/tracking.py} to judge beside other trackers.
 */
@Command(
        name = "bench/run tracking",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Follows faces through scenes whose truth is known; bench/tracking.py judges.")
final class TrackingBenchmark implements Callable<Integer> {
    private static final double NANOS_A_SECOND = 1e9;
    private static final long NANOS_A_MICRO = 1_000;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder with video/ and detector/.")
    Path data = Path.of("");

    @Option(names = "--films", paramLabel = "DIR", description = "The demonstration's films.")
    Path films = Path.of("models/demonstration/films");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to; made if missing.")
    Path out = Path.of("");

    @Option(names = "--kept-aside", description = "The scenes that no limit was set on, instead of those that were.")
    boolean keptAside;

    @Option(
            names = "--lot",
            paramLabel = "N",
            defaultValue = "20261129",
            description =
                    "What --kept-aside is drawn by; another number gives other scenes (default: ${DEFAULT-VALUE}).")
    long lot;

    @Option(
            names = "--sampling",
            paramLabel = "DURATION",
            description =
                    "Follow them in the pictures nearest the middles of cells of this length only, as of live feeds.")
    @Nullable
    Duration sampling;

    public static void main(String[] args) {
        System.exit(new CommandLine(new TrackingBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(out);
        try (FaceDetector detector = DetectorSettings.yuNet(data.resolve("detector/yunet_2023mar.onnx"))
                .open()) {
            List<String> index = new ArrayList<>(List.of("scene,kind,frame_rate,frames"));
            for (StagedScene scene : scenes(actors(detector))) {
                int frames = run(scene, detector);
                double rate = sampling == null
                        ? scene.frameRate()
                        : Math.min(scene.frameRate(), NANOS_A_SECOND / sampling.toNanos());
                index.add(String.format(Locale.ROOT, "%s,%s,%s,%d", scene.name(), scene.kind(), rate, frames));
                print(scene.name());
            }
            Files.write(out.resolve("scenes.csv"), index);
        }
        return 0;
    }

    private List<StagedScene> scenes(List<FilmedPerson> actors) {
        return keptAside ? TrackingScenes.keptAside(actors, lot) : TrackingScenes.of(actors);
    }

    private List<FilmedPerson> actors(FaceDetector detector) throws IOException {
        Path video = data.resolve("video");
        Path pair = video.resolve("head-pose-face-detection-female-and-male.gif");
        Path two = films.resolve("two-people.mp4");
        return List.of(
                FilmedPerson.read("woman", video.resolve("WolfgangLanger_Pexels.mp4"), 0, 1, detector),
                FilmedPerson.read("man", video.resolve("single_face.mp4"), 0, 1, detector),
                FilmedPerson.read("left", pair, 0, 0.5, detector),
                FilmedPerson.read("rendered-1", films.resolve("one-smile.mp4"), 0, 1, detector),
                FilmedPerson.read("right", pair, 0.5, 1, detector),
                FilmedPerson.read("rendered-2", two, 0, 0.5, detector),
                FilmedPerson.read("rendered-3", two, 0.5, 1, detector),
                FilmedPerson.read("rendered-4", films.resolve("leaves-and-returns.mp4"), 0, 1, detector),
                FilmedPerson.read("crowd-1", video.resolve("multi_face.jpg"), 0, 0.45, detector));
    }

    /** How many pictures were looked at. */
    private int run(StagedScene scene, FaceDetector detector) throws IOException {
        SubjectTracker tracker = new SubjectTracker(TrackerSettings.defaults());
        Tracks tracks = Tracks.none();
        List<String> truths = new ArrayList<>();
        List<String> found = new ArrayList<>();
        List<String> followed = new ArrayList<>();
        int frame = 0;
        try (SceneSource whole = new SceneSource(scene);
                FrameSource source =
                        sampling == null ? whole : whole.sampled(new SamplingGrid(sampling), Instant.EPOCH)) {
            for (Optional<SourceFrame> next = source.next(); next.isPresent(); next = source.next()) {
                RgbImage image = next.get().image();
                try (Picture picture = Picture.ofRgb(image.width(), image.height(), image.pixels())) {
                    List<Detection> detections = detector.detect(picture);
                    FrameTime time = new FrameTime(frame, next.get().position().toNanos() / NANOS_A_MICRO);
                    TrackingStep step = tracker.next(tracks, time, FrameView.of(picture, detections));
                    tracks = step.tracks();
                    for (Truth truth : scene.truth(whole.number(next.get()))) {
                        truths.add(line(frame, truth.person(), truth.face(), 1));
                    }
                    for (Detection detection : detections) {
                        found.add(line(frame, "", detection.box(), score(detection)));
                    }
                    for (Sighting sighting : step.sightings()) {
                        Detection seen = sighting.detection();
                        followed.add(line(frame, sighting.subjectId(), seen.box(), score(seen)));
                    }
                }
                frame++;
            }
        }
        Files.write(out.resolve(scene.name() + ".truth.csv"), truths);
        Files.write(out.resolve(scene.name() + ".found.csv"), found);
        Files.write(out.resolve(scene.name() + ".mien.csv"), followed);
        return frame;
    }

    private static float score(Detection detection) {
        return Optional.ofNullable(detection.score()).orElse(1f);
    }

    private static String line(int frame, String id, FaceBox box, float score) {
        return String.format(
                Locale.ROOT,
                "%d,%s,%.2f,%.2f,%.2f,%.2f,%.3f",
                frame,
                id,
                box.x(),
                box.y(),
                box.width(),
                box.height(),
                score);
    }

    private void print(String line) {
        if (spec != null) {
            PrintWriter terminal = spec.commandLine().getOut();
            terminal.println(line);
            terminal.flush();
        }
    }
}
