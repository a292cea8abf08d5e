package io.mien.cli.faces;

import io.mien.cli.terminal.ExitCode;
import io.mien.faces.clips.Expression;
import io.mien.faces.clips.SplitPlan;
import io.mien.faces.clips.SplitRenderer;
import io.mien.faces.render.HeadGeometry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien faces render}. */
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Renders labelled clips, in splits that share no person, and goes on where it was stopped.",
        footer = {
            "",
            "Examples:",
            "  mien faces render --kit ICT-FaceKit --out faces                 all splits: 9400 clips, 2.7 GB",
            "  mien faces render --kit ICT-FaceKit --out few --split train --people 20 --clips 7",
            "  mien faces render --kit ICT-FaceKit --out videos --as videos --split test --size 112",
            "",
            "A store is one file a split, DIR/train.clips, for mien train (docs/clip-store.md). Videos are one file a",
            "clip, with a list of them, DIR/train.txt: path, frames and label, as the published lists have it.",
            "Recordings are one Avro file a clip, of the FaceFrame records that ingest would have made of it.",
            "The same seed gives the same pictures, on any machine and any number of threads."
        })
final class FacesRenderCommand implements Callable<Integer> {

    /** What is written. */
    enum Form {
        STORE,
        VIDEOS,
        RECORDINGS
    }

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    FaceKitOptions kit = new FaceKitOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to; made if missing.")
    Path out = Path.of("");

    @Option(
            names = "--split",
            split = ",",
            paramLabel = "train|validation|test",
            description = "Which splits, with commas between (default: all three).")
    List<SplitPlan.Split> splits = List.of(SplitPlan.Split.values());

    @Option(names = "--seed", defaultValue = "1", description = "Seed of all draws (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--people",
            paramLabel = "COUNT",
            description = "People in each split (default: 2000 in train, 100 in the others).")
    @Nullable
    Integer people;

    @Option(
            names = "--clips",
            paramLabel = "COUNT",
            description = "Clips of each person (default: 4 in train, 7 in the others, one for each expression).")
    @Nullable
    Integer clips;

    @Option(
            names = "--frames",
            paramLabel = "COUNT",
            defaultValue = "16",
            description = "Frames of a clip (default: ${DEFAULT-VALUE}).")
    int frames;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "76",
            description = "Side of a frame (default: ${DEFAULT-VALUE}, a crop of 64 with its margin).")
    int size;

    @Option(
            names = "--as",
            paramLabel = "store|videos|recordings",
            defaultValue = "store",
            description = "What to write (default: ${DEFAULT-VALUE}).")
    Form form = Form.STORE;

    @Option(
            names = "--threads",
            paramLabel = "COUNT",
            description = "How many clips are rendered at once (default: one for each processor).")
    int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws IOException {
        List<SplitPlan> plans = splits.stream().distinct().map(this::plan).toList();
        HeadGeometry head = kit.open();
        Files.createDirectories(out);
        for (SplitPlan plan : plans) {
            SplitRenderer renderer = new SplitRenderer(plan, head, threads);
            ClipProgress progress = new ClipProgress(plan, this::print);
            switch (form) {
                case STORE -> renderer.render(out.resolve(plan.split().label() + ".clips"), progress::reached);
                case VIDEOS -> new ClipFiles(plan, out, new ClipVideo()).write(renderer, progress::reached);
                case RECORDINGS -> new ClipFiles(plan, out, new ClipRecording()).write(renderer, progress::reached);
            }
            progress.done();
        }
        return ExitCode.OK.code();
    }

    private SplitPlan plan(SplitPlan.Split split) {
        boolean train = split == SplitPlan.Split.TRAIN;
        int eachSplit = people != null ? people : train ? 2000 : 100;
        int eachPerson = clips != null ? clips : train ? 4 : Expression.labels().size();
        return new SplitPlan(seed, split, eachSplit, eachPerson, frames, size);
    }

    private void print(String line) {
        if (spec != null) {
            PrintWriter terminal = spec.commandLine().getOut();
            terminal.println(line);
            terminal.flush();
        }
    }
}
