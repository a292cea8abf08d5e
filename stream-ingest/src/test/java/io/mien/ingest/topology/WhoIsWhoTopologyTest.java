package io.mien.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.ingest.detect.Detection;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.detect.FaceSelection;
import io.mien.ingest.detect.PictureRegion;
import io.mien.ingest.picture.Picture;
import io.mien.pictures.FaceBox;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No subject goes from one person to another, from camera frames to face frames. */
class WhoIsWhoTopologyTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 160;
    private static final int SIDE = 80;
    /** Of what people look like here: squares of this many pixels. */
    private static final int PATCH = 10;

    private static final FaceBox LEFT = new FaceBox(40, 40, SIDE, SIDE);
    private static final FaceBox RIGHT = new FaceBox(200, 40, SIDE, SIDE);
    private static final int BRIGHT = 40;

    @TempDir
    private Path folder;

    /** Somebody in a place, with as much around the face as belongs to them. */
    private record Seat(long person, FaceBox place) {}

    /** Finds a face where the picture is not black. */
    private static final class SeatDetector implements FaceDetector {
        @Override
        public List<Detection> detect(Picture picture) {
            List<Detection> found = new ArrayList<>();
            for (FaceBox place : List.of(LEFT, RIGHT)) {
                try (Picture part = picture.part((int) place.x(), (int) place.y(), SIDE, SIDE)) {
                    if (brightness(part) > BRIGHT) {
                        found.add(new Detection(place, 0.9f, null));
                    }
                }
            }
            return found;
        }

        private static double brightness(Picture part) {
            try (org.bytedeco.opencv.opencv_core.Scalar mean =
                    org.bytedeco.opencv.global.opencv_core.mean(part.bgr())) {
                return mean.get(1);
            }
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    private static byte[] paint(long room, List<Seat> seats) {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        fill(rgb, new FaceBox(0, 0, WIDTH, HEIGHT), room, BRIGHT / 2);
        for (Seat seat : seats) {
            FaceBox place = seat.place();
            float rim = SIDE / 4f;
            fill(
                    rgb,
                    new FaceBox(place.x() - rim, place.y() - rim, SIDE + 2 * rim, SIDE + 2 * rim),
                    seat.person(),
                    255);
        }
        return rgb;
    }

    private static void fill(byte[] rgb, FaceBox place, long seed, int brightest) {
        Random random = new Random(seed);
        int columns = (int) place.width() / PATCH;
        byte[] shades = new byte[3 * columns * (int) (place.height() / PATCH)];
        for (int i = 0; i < shades.length; i++) {
            shades[i] = (byte) random.nextInt(brightest);
        }
        for (int y = 0; y < place.height(); y++) {
            for (int x = 0; x < place.width(); x++) {
                System.arraycopy(
                        shades,
                        3 * (y / PATCH * columns + x / PATCH),
                        rgb,
                        3 * (((int) place.y() + y) * WIDTH + (int) place.x() + x),
                        3);
            }
        }
    }

    private static CameraFrame frame(int sequence, Duration interval, byte[] rgb) {
        return CameraFrame.newBuilder()
                .setStreamId("call")
                .setSequence(sequence)
                .setCapturedAt(TestFrames.START.plus(interval.multipliedBy(sequence)))
                .setEncoding(ImageEncoding.RGB24)
                .setWidth(WIDTH)
                .setHeight(HEIGHT)
                .setImage(ByteBuffer.wrap(rgb))
                .setSource(new FrameSourceInfo("test:call", "one"))
                .build();
    }

    /** The face frames of what is shown for a second, and then for another. */
    private List<FaceFrame> faces(FaceSelection selection, Duration interval, int frames, List<byte[]> pictures) {
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        RecordSerializer<CameraFrame> serializer =
                new RecordSerializer<>(CameraFrame.class, Topic.CAMERA_FRAMES, registry);
        RecordDeserializer<FaceFrame> deserializer = new RecordDeserializer<>(FaceFrame.class, registry);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        FaceSettings settings =
                FaceSettings.defaults(DetectorSettings.cascade()).withSelection(selection);
        try (TopologyTestDriver driver = new TopologyTestDriver(
                IngestTopology.build(settings, registry, SeatDetector::new, new IngestCounters(), null),
                properties,
                TestFrames.START)) {
            var input = driver.createInputTopic(
                    Topic.CAMERA_FRAMES.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
            for (int shown = 0; shown < pictures.size(); shown++) {
                for (int i = 0; i < frames; i++) {
                    CameraFrame frame = frame(shown * frames + i, interval, pictures.get(shown));
                    input.pipeInput("call".getBytes(StandardCharsets.UTF_8), serializer.serialize(frame));
                }
            }
            return driver
                    .createOutputTopic(
                            Topic.FACE_FRAMES.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readValuesToList()
                    .stream()
                    .map(value -> deserializer.deserialize("", value))
                    .toList();
        }
    }

    private List<FaceFrame> faces(List<Seat> before, List<Seat> after) {
        return faces(FaceSelection.ALL, Duration.ofMillis(40), 25, List.of(paint(1, before), paint(1, after)));
    }

    /** In which places each subject was seen, of the frames from one to another. */
    private static Map<String, Set<Float>> places(List<FaceFrame> faces, long from, long to) {
        return faces.stream()
                .filter(face -> !face.getTrackEnded() && face.getSequence() >= from && face.getSequence() < to)
                .collect(Collectors.groupingBy(
                        FaceFrame::getSubjectId,
                        TreeMap::new,
                        Collectors.mapping(face -> face.getCameraBox().getX(), Collectors.toCollection(TreeSet::new))));
    }

    @Test
    void aCutToSomebodyElseInTheSamePlaceEndsTheTrack() {
        List<FaceFrame> faces = faces(
                FaceSelection.ALL,
                Duration.ofMillis(40),
                50,
                List.of(paint(1, List.of(new Seat(11, LEFT))), paint(2, List.of(new Seat(12, LEFT)))));

        assertThat(places(faces, 0, 50)).containsOnlyKeys("s1");
        assertThat(places(faces, 50, 100)).containsOnlyKeys("s2");
        assertThat(faces.stream().filter(FaceFrame::getTrackEnded).map(FaceFrame::getSubjectId))
                .containsExactly("s1");
    }

    @Test
    void tilesThatChangePlacesTakeTheirSubjectsAlong() {
        List<FaceFrame> faces = faces(
                List.of(new Seat(11, LEFT), new Seat(12, RIGHT)), List.of(new Seat(12, LEFT), new Seat(11, RIGHT)));

        assertThat(places(faces, 0, 25)).isEqualTo(Map.of("s1", Set.of(LEFT.x()), "s2", Set.of(RIGHT.x())));
        assertThat(places(faces, 25, 50)).isEqualTo(Map.of("s1", Set.of(RIGHT.x()), "s2", Set.of(LEFT.x())));
    }

    @Test
    void inAViewThatShowsWhoSpeaksNobodyTakesOverAnothersTrack() {
        List<byte[]> turns = List.of(
                paint(1, List.of(new Seat(11, LEFT))),
                paint(1, List.of(new Seat(12, LEFT))),
                paint(1, List.of(new Seat(13, LEFT))),
                paint(1, List.of(new Seat(11, LEFT))));
        List<FaceFrame> faces = faces(FaceSelection.ALL, Duration.ofMillis(100), 20, turns);

        assertThat(places(faces, 0, 20)).containsOnlyKeys("s1");
        assertThat(places(faces, 20, 40)).containsOnlyKeys("s2");
        assertThat(places(faces, 40, 60)).containsOnlyKeys("s3");
        assertThat(places(faces, 60, 80)).containsOnlyKeys("s4");
    }

    @Test
    void aCameraOfLessThanAPictureASecondHasFaceFrames() {
        List<FaceFrame> faces =
                faces(FaceSelection.ALL, Duration.ofMillis(1111), 12, List.of(paint(1, List.of(new Seat(11, LEFT)))));

        assertThat(places(faces, 0, 12)).containsOnlyKeys("s1");
        assertThat(faces).hasSize(10);
    }

    @Test
    void whatIsMaskedLeavesTheTopologyInNoPicture() {
        FaceSelection selection = new FaceSelection(0, List.of(), List.of(new PictureRegion(0.5, 0, 0.5, 1)));
        List<FaceFrame> faces = faces(
                selection,
                Duration.ofMillis(40),
                25,
                List.of(paint(1, List.of(new Seat(11, LEFT), new Seat(12, RIGHT)))));

        assertThat(places(faces, 0, 25)).isEqualTo(Map.of("s1", Set.of(LEFT.x())));
    }
}
