package io.mien.training.rendered;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.making.network.StemVisionTransformer;
import io.mien.training.engine.Batch;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.published.DrawnClips;
import io.mien.training.store.ClipStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

final class FrameStageTest {
    private static final int SIDE = 32;
    private static final int BATCH = 8;

    private static SmallModelRecipe recipe(double consistencyFactor) {
        SmallModelRecipe defaults = SmallModelRecipe.defaults();
        return new SmallModelRecipe(
                1,
                new StemVisionTransformer.Size(SIDE, List.of(8, 16, 32), 1, 16, 32, 16),
                0.1,
                0.05,
                new SmallModelRecipe.Frames(1, 4, BATCH, 1e-3, 1, 1, consistencyFactor, 0),
                defaults.faces(),
                defaults.clips());
    }

    @Test
    void withConsistencyTheSecondHalfOfABatchShowsTheFacesOfTheFirstOtherwise(@TempDir Path folder) throws IOException {
        try (ClipStore store = ClipStore.open(DrawnClips.write(folder.resolve("train.clips"), 24, 0));
                FrameStage stage = stage(store, 1);
                Batch batch = stage.batch(0, 0)) {
            int half = BATCH / 2;
            assertThat(batch.labels().subList(0, half)).isEqualTo(batch.labels().subList(half, BATCH));
            TFloat32 target = (TFloat32) requireNonNull(batch.feeds().get(FrameLoss.TARGET));
            byte[] pixels = pixels((TUint8) requireNonNull(batch.feeds().get(FrameLoss.IMAGE)));
            for (int face = 0; face < half; face++) {
                for (int label = 0; label < 3; label++) {
                    assertThat(target.getFloat(face, label)).isEqualTo(target.getFloat(face + half, label));
                }
                int bytes = 3 * SIDE * SIDE;
                assertThat(ByteBuffer.wrap(pixels, face * bytes, bytes))
                        .isNotEqualTo(ByteBuffer.wrap(pixels, (face + half) * bytes, bytes));
            }
        }
    }

    private static FrameStage stage(ClipStore store, double consistencyFactor) {
        SmallModelRecipe recipe = recipe(consistencyFactor);
        StemVisionTransformer encoder = new StemVisionTransformer(recipe.encoder(), "image_encoder.");
        ClipSubset all =
                new ClipSubset(store, IntStream.range(0, store.clips()).boxed().toList());
        FrameLoss loss = new FrameLoss(encoder, 3, 1, 68, 1, 1, consistencyFactor, false);
        return new FrameStage(loss, all, null, recipe, ComputeOptions.single());
    }

    private static byte[] pixels(TUint8 image) {
        byte[] pixels = new byte[Math.toIntExact(image.size())];
        image.asRawTensor().data().read(pixels);
        return pixels;
    }

    @Test
    void anOddBatchCannotShowEachFaceTwice() {
        assertThatThrownBy(() -> new SmallModelRecipe.Frames(1, 4, 7, 1e-3, 1, 1, 1, 0))
                .hasMessage("frames: batches of 7 (expected: an even number, as each face is shown twice)");
    }
}
