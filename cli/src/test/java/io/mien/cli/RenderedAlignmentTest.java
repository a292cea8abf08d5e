package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.cli.faces.ClipRecording;
import io.mien.faces.render.FivePoints;
import io.mien.infer.operator.PictureReader;
import io.mien.pictures.ImageDecoder;
import io.mien.pictures.ImageLimits;
import io.mien.schemas.avro.FaceFrame;
import io.mien.training.rendered.SmallModelPackage;
import io.mien.training.store.ClipStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A rendered face is the same picture to the model in training and in the stream, which aligns it by its five points. */
final class RenderedAlignmentTest {
    private static final int SIZE = 64;
    /** Of 255; both resample, but not in the same steps. */
    private static final double MEAN_DIFFERENCE = 1;

    @Test
    void theStreamAlignsRenderedFacesAsTheyAreAlignedInTraining() throws Exception {
        Path file = Path.of(Objects.requireNonNull(RenderedAlignmentTest.class.getResource("clips/validation.clips"))
                .toURI());
        PictureReader stream =
                new PictureReader(new ImageDecoder(ImageLimits.DEFAULT), SmallModelPackage.profile(SIZE));
        try (ClipStore store = ClipStore.open(file)) {
            for (int clip = 0; clip < store.clips(); clip++) {
                float[] landmarks = store.annotation(clip, 0).landmarks();
                double[] points = FivePoints.of((landmark, axis) -> landmarks[2 * landmark + axis]);
                List<FaceFrame> frames = ClipRecording.frames(
                        "clip", store.header().size(), store.picture(clip, 0).pixels(), frame -> points);
                byte[] streamed = stream.read(frames.get(0));
                byte[] trained = store.pictures(clip, SIZE).get(0);
                assertThat(difference(streamed, trained)).as("clip " + clip).isLessThan(MEAN_DIFFERENCE);
            }
        }
    }

    private static double difference(byte[] one, byte[] other) {
        assertThat(one).hasSameSizeAs(other);
        long sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
        }
        return (double) sum / one.length;
    }
}
