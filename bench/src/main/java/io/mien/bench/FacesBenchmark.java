package io.mien.bench;

import io.mien.evaluation.ClipList;
import io.mien.evaluation.ClipListFormat;
import io.mien.evaluation.ClipListReading;
import io.mien.evaluation.Confusion;
import io.mien.evaluation.ListedClip;
import io.mien.evaluation.TimeGrid;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.models.ClipScores;
import io.mien.models.ModelRunner;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.training.store.ClipStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs a model trained on rendered faces on filmed ones, beside a network that other people trained on photographs, and
 * runs that network on the rendered ones. With few people and correlated frames the result is an indication only.
 */
@Command(
        name = "bench/run faces",
        mixinStandardHelpOptions = true,
        description = "Holds a seven-class model against an independent network, on filmed and on rendered faces.")
final class FacesBenchmark implements Callable<Integer> {
    private static final double WINDOW_SECONDS = 2;
    private static final int SLIDE_CELLS = 4;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Holds video, detector and expression.")
    Path data = Path.of("");

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model package of the seven classes.")
    Path model = Path.of("");

    @Option(names = "--store", paramLabel = "FILE", description = "Rendered clips to show to the independent network.")
    @Nullable
    Path store;

    @Option(
            names = "--pictures",
            paramLabel = "LIST",
            description = "Pictures of people, listed as clips are for mien eval: picture, label.")
    @Nullable
    Path pictures;

    public static void main(String[] args) {
        System.exit(new CommandLine(new FacesBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws IOException, FrameSourceException {
        try (ModelRunner runner = new SavedModelRunnerFactory(model, RunnerOptions.defaults()).open();
                IndependentNetwork independent = new IndependentNetwork(data.resolve("expression"))) {
            PartTally frames = new PartTally("model, frame by frame");
            PartTally windows = new PartTally("model, windows");
            PartTally others = new PartTally("independent network");
            // Read before the films, which take a minute.
            Optional<ClipList> people = Optional.ofNullable(pictures)
                    .map(list -> pictureList(list, runner.manifest().labelSet().labels()));
            Map<String, FilmedFaces> read = new HashMap<>();
            for (FilmedPart part : FilmedPart.ALL) {
                FilmedFaces faces = read.get(part.file());
                if (faces == null) {
                    faces = FilmedFaces.read(
                            data.resolve("video").resolve(part.file()),
                            yuNet(),
                            runner.manifest().preprocessing());
                    read.put(part.file(), faces);
                }
                NavigableMap<Integer, FilmedFaces.Face> subject =
                        faces.subjects().get(part.subject());
                show(runner, independent, part, subject, faces.frameRate(), List.of(frames, windows, others));
            }
            for (PartTally tally : List.of(frames, windows, others)) {
                FigureLine.print(spec, tally.areaLine());
            }
            people.ifPresent(list -> show(runner, independent, list));
            if (store != null) {
                FigureLine.print(spec, rendered(independent, store));
            }
        }
        return 0;
    }

    private void show(
            ModelRunner runner,
            IndependentNetwork independent,
            FilmedPart part,
            NavigableMap<Integer, FilmedFaces.Face> subject,
            double frameRate,
            List<PartTally> tallies) {
        NavigableMap<Integer, FilmedFaces.Face> shown = subject.subMap(part.first(), true, part.last(), true);
        List<float[]> embeddings = new ArrayList<>();
        for (FilmedFaces.Face face : shown.values()) {
            embeddings.add(runner.encodeFrames(List.of(face.ours())).get(0));
        }
        List<float[][]> single =
                embeddings.stream().map(embedding -> held(runner, embedding)).toList();
        List<float[][]> windows = new TimeGrid(runner.manifest().clipLength(), frameRate, WINDOW_SECONDS, SLIDE_CELLS)
                .windows(embeddings.size()).stream()
                        .map(window -> window.stream().map(embeddings::get).toArray(float[][]::new))
                        .toList();
        add(tallies.get(0), part, runner, single);
        add(tallies.get(1), part, runner, windows);
        tallies.get(2)
                .add(
                        part,
                        IndependentNetwork.LABELS,
                        shown.values().stream()
                                .map(face -> independent.classify(face.independent()))
                                .toList(),
                        0);
        FigureLine.print(
                spec, part.name() + " (" + part.file() + ", frames " + part.first() + " to " + part.last() + ")");
        tallies.forEach(tally -> FigureLine.print(spec, tally.newest()));
    }

    private static ClipList pictureList(Path list, List<String> labels) {
        ClipListReading reading = new ClipListReading(
                Optional.empty(), ClipListFormat.PUBLISHED, Optional.empty(), Optional.of(picture -> 1), true, false);
        return ClipList.readWith(list, reading).withLabels(labels);
    }

    private void show(ModelRunner runner, IndependentNetwork independent, ClipList people) {
        List<String> labels = runner.manifest().labelSet().labels();
        PictureTally ours = new PictureTally("model", labels);
        PictureTally others = new PictureTally("independent network", IndependentNetwork.LABELS);
        for (ListedClip picture : people.clips()) {
            try {
                Optional<FilmedFaces.Face> face = FilmedFaces.still(
                        picture.place(), yuNet(), runner.manifest().preprocessing());
                if (face.isEmpty()) {
                    FigureLine.print(spec, picture.path() + ": left out, no face is found in it");
                    continue;
                }
                String label = labels.get(picture.label());
                float[] embedding =
                        runner.encodeFrames(List.of(face.get().ours())).get(0);
                ClipScores scores = runner.classifyClips(List.<float[][]>of(held(runner, embedding)))
                        .get(0);
                ours.add(
                        label,
                        scores.probabilities(),
                        runner.manifest().doubt(scores).isEmpty());
                others.add(label, independent.classify(face.get().independent()), true);
            } catch (IOException e) {
                FigureLine.print(spec, picture.path() + ": left out, " + e.getMessage());
            }
        }
        for (PictureTally tally : List.of(ours, others)) {
            tally.lines().forEach(line -> FigureLine.print(spec, line));
        }
    }

    /** A clip of one frame, shown from end to end. */
    private static float[][] held(ModelRunner runner, float[] embedding) {
        return Collections.nCopies(runner.manifest().clipLength(), embedding).toArray(float[][]::new);
    }

    private DetectorSettings yuNet() {
        return DetectorSettings.yuNet(data.resolve("detector").resolve("yunet_2023mar.onnx"));
    }

    private static void add(PartTally tally, FilmedPart part, ModelRunner runner, List<float[][]> clips) {
        List<float[]> all = new ArrayList<>();
        int unanswered = 0;
        for (float[][] clip : clips) {
            ClipScores scores = runner.classifyClips(List.<float[][]>of(clip)).get(0);
            all.add(scores.probabilities());
            unanswered += runner.manifest().doubt(scores).isPresent() ? 1 : 0;
        }
        tally.add(part, runner.manifest().labelSet().labels(), all, unanswered);
    }

    /** The independent network on each clip's strongest frame, whose margin is about that of a detector's box. */
    private static String rendered(IndependentNetwork independent, Path file) {
        try (ClipStore store = ClipStore.open(file)) {
            List<String> labels = store.header().labels();
            Confusion.Counter counter = new Confusion.Counter(labels.size());
            for (int clip = 0; clip < store.clips(); clip++) {
                byte[] picture = FilmedFaces.SQUARE.prepare(store.picture(clip, strongest(store, clip)), null, null);
                float[] probabilities = independent.classify(picture);
                String called =
                        IndependentNetwork.LABELS.get(Confusion.largest(probabilities, 0, probabilities.length));
                counter.add(store.label(clip), labels.indexOf(called));
            }
            Confusion confusion = counter.count();
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT,
                    "independent network on the strongest frame of %d rendered clips of %s: UAR %.3f;",
                    store.clips(),
                    file.getFileName(),
                    confusion.unweightedAverageRecall()));
            for (int label = 0; label < labels.size(); label++) {
                line.append(String.format(Locale.ROOT, " %s %.2f", labels.get(label), confusion.recall(label)));
            }
            return line.toString();
        }
    }

    private static int strongest(ClipStore store, int clip) {
        return IntStream.range(0, store.header().frames())
                .boxed()
                .max(Comparator.comparingDouble(
                        frame -> store.annotation(clip, frame).intensity()))
                .orElse(0);
    }
}
