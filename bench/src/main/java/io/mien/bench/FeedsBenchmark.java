package io.mien.bench;

import io.mien.ingest.picture.Picture;
import io.mien.ingest.picture.PictureEncoder;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.pictures.RgbImage;
import io.mien.schemas.registry.KafkaSchemaRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * Lets cameras run for long, some of which fail again and again in three ways, and counts: whether the others' readings are as
 * if none had failed, whether the failing ones come back within their pause, where every picture went, and the processes' memory.
 */
@Command(
        name = "bench/run feeds",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Cameras for long, three of which fail in turn; counts readings, returns and pictures.",
        footer = {
            "",
            "Needs GStreamer's RTSP server (python3-gi, gir1.2-gst-rtsp-server-1.0, gstreamer1.0-plugins-good, -bad, -ugly).",
            "--out has feeds.csv (readings of each feed), strikes.csv and memory.csv while it runs. Ends with 1 if a feed that",
            "did not fail lacks a reading, one did not come back within its pause, or a picture is unaccounted for."
        })
final class FeedsBenchmark implements Callable<Integer> {
    private static final int FIRST_PORT = 28_500;
    private static final int SIDE = 320;
    private static final int JPEG_QUALITY = 90;
    private static final double FRAMES_PER_SECOND = 15;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--cameras", description = "How many; the last three fail.")
    int cameras = 10;

    @Option(names = "--minutes", description = "How long.")
    double minutes = 60;

    @Option(names = "--every", description = "Seconds from the end of one failure to the next.")
    int every = 40;

    @Option(names = "--longest", description = "Seconds that a camera is away at most, by lot.")
    int longest = 40;

    @Option(names = "--film", paramLabel = "FILE", description = "What they show, forwards and backwards: a face.")
    Path film = Path.of("models/demonstration/films/one-smile.mp4");

    @Option(names = "--detector", paramLabel = "FILE", description = "YuNet's model file; else OpenCV's cascade.")
    @Nullable
    Path detector;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of what was counted.")
    Path out = Path.of("bench/target/feeds");

    public static void main(String[] args) {
        System.exit(new CommandLine(new FeedsBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (cameras <= CameraFault.values().length) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this), "--cameras " + cameras + " (expected: more than the three that fail)");
        }
        Files.createDirectories(out);
        Path folder = Files.createTempDirectory("mien-feeds-");
        List<CameraProcess> started = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(folder.resolve("kafka"), BrokerProcess.littleDisk(16, 128));
                SchemaRegistry registry = new KafkaSchemaRegistry(broker.kafka())) {
            List<String> options = List.of(
                    "--pictures",
                    draw(Files.createDirectory(folder.resolve("pictures"))),
                    "--rate",
                    String.format(Locale.ROOT, "%.0f", FRAMES_PER_SECOND));
            for (int n = 0; n < cameras; n++) {
                started.add(new CameraProcess(FIRST_PORT + n, options));
            }
            try (FeedsRun run = new FeedsRun(folder, out, broker, registry, started, detector)) {
                run.strike(minutes, every, longest);
                FeedsRun.Result result = run.end();
                FigureLine.print(spec, result.describe());
                return result.holds() ? 0 : 1;
            }
        } finally {
            started.forEach(CameraProcess::close);
            TemporaryFolder.delete(folder);
        }
    }

    /** Writes the film's pictures, forwards and backwards so that nothing ever jumps; returns the pattern of their names. */
    private String draw(Path folder) throws IOException {
        List<RgbImage> pictures = new ArrayList<>();
        try (FrameSource source = VideoFileSource.open(film, SIDE)) {
            for (Optional<SourceFrame> next = source.next(); next.isPresent(); next = source.next()) {
                pictures.add(next.get().image());
            }
        }
        PictureEncoder encoder = PictureEncoder.jpeg(JPEG_QUALITY);
        int turn = 2 * pictures.size() - 2;
        for (int n = 0; n < turn; n++) {
            RgbImage image = pictures.get(n < pictures.size() ? n : turn - n);
            try (Picture picture = Picture.ofRgb(image.width(), image.height(), image.pixels());
                    FileChannel file = FileChannel.open(
                            folder.resolve(String.format(Locale.ROOT, "%05d.jpg", n)),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE)) {
                int unused = file.write(encoder.encode(picture));
            }
        }
        return folder.resolve("%05d.jpg").toString();
    }
}
