package io.mien.bench;

import io.mien.faces.clips.Expression;
import io.mien.faces.clips.FeedRenderer;
import io.mien.faces.clips.FeedScript;
import io.mien.faces.mesh.FaceKits;
import io.mien.faces.render.HeadGeometry;
import io.mien.ingest.detect.Detection;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.picture.Picture;
import io.mien.pictures.FaceBox;
import java.nio.file.Path;
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
 * Counts how many rendered faces the detectors find. Each of many people is shown once for each turn of the head, in a
 * camera's picture like those of the bundled films, with the seven expressions by turns.
 */
@Command(
        name = "bench/run detectors",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Shows rendered people to both face detectors.")
final class DetectorsBenchmark implements Callable<Integer> {
    private static final long SEED = 1;
    /** People that no split and no film has. */
    private static final long FIRST_PERSON = 4_000_000;

    private static final List<Integer> YAWS = List.of(0, 20, 40);
    private static final double SECONDS = 2;
    private static final int FRAME_AT_APEX = (int) (SECONDS / 2 * FeedRenderer.FRAMES_PER_SECOND);
    private static final List<Integer> WALL = List.of(150, 155, 160);
    private static final List<Integer> CLOTHES = List.of(70, 80, 100);

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--kit", required = true, paramLabel = "DIR", description = "ICT-FaceKit's folder.")
    Path kit = Path.of("");

    @Option(names = "--detector", required = true, paramLabel = "FILE", description = "YuNet's model file.")
    Path detector = Path.of("");

    @Option(names = "--people", description = "How many.")
    int people = 100;

    @Option(names = "--kit-cache", description = "Where the kit's thin form is kept.")
    Path cache = Path.of(System.getProperty("java.io.tmpdir"), "mien-face-kits");

    public static void main(String[] args) {
        System.exit(new CommandLine(new DetectorsBenchmark()).execute(args));
    }

    @Override
    public Integer call() {
        HeadGeometry head = new HeadGeometry(FaceKits.open(kit, cache));
        try (FaceDetector yuNet = DetectorSettings.yuNet(detector).open();
                FaceDetector cascade = DetectorSettings.cascade().open()) {
            for (int yaw : YAWS) {
                int foundByYuNet = 0;
                int foundByCascade = 0;
                for (int person = 0; person < people; person++) {
                    try (Picture picture = picture(head, person, yaw)) {
                        foundByYuNet += finds(yuNet, picture) ? 1 : 0;
                        foundByCascade += finds(cascade, picture) ? 1 : 0;
                    }
                }
                FigureLine.print(
                        spec,
                        String.format(
                                Locale.ROOT,
                                "detectors: of %d rendered people with the head turned by %d degrees YuNet finds %d, the"
                                        + " cascade %d",
                                people,
                                yaw,
                                foundByYuNet,
                                foundByCascade));
            }
        }
        return 0;
    }

    private static Picture picture(HeadGeometry head, int person, int yaw) {
        List<Expression> expressions = List.of(Expression.values());
        FeedScript.Turn turn = new FeedScript.Turn(0, SECONDS, expressions.get(person % expressions.size()));
        // To either side.
        double turned = person % 2 == 0 ? yaw : -yaw;
        FeedScript.Role role =
                new FeedScript.Role(FIRST_PERSON + person, 0.5, turned, CLOTHES, List.of(turn), Optional.empty());
        byte[] pixels = new byte[3 * FeedRenderer.WIDTH * FeedRenderer.HEIGHT];
        new FeedRenderer(new FeedScript("person-" + person, SECONDS, List.of(role), WALL), head, SEED)
                .render(FRAME_AT_APEX, pixels);
        return Picture.ofRgb(FeedRenderer.WIDTH, FeedRenderer.HEIGHT, pixels);
    }

    /** The head is in the picture's middle, and nobody else is there. */
    private static boolean finds(FaceDetector detector, Picture picture) {
        double middleX = FeedRenderer.WIDTH / 2.0;
        double middleY = FeedRenderer.HEIGHT / 2.0;
        for (Detection detection : detector.detect(picture)) {
            FaceBox box = detection.box();
            if (box.x() < middleX
                    && middleX < box.x() + box.width()
                    && box.y() < middleY
                    && middleY < box.y() + box.height()) {
                return true;
            }
        }
        return false;
    }
}
