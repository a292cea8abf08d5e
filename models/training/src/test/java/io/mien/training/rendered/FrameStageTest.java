package io.mien.training.rendered;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.making.network.RandomWeights;
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

    private static SmallModelRecipe recipe(double consistencyFactor, double mixedChance) {
        SmallModelRecipe defaults = SmallModelRecipe.defaults();
        return new SmallModelRecipe(
                1,
                new StemVisionTransformer.Size(SIDE, List.of(8, 16, 32), 1, 16, 32, 16),
                0.1,
                0.05,
                new SmallModelRecipe.Frames(1, 4, BATCH, 1e-3, 1, 1, consistencyFactor, mixedChance),
                defaults.faces(),
                defaults.clips());
    }

    @Test
    void withConsistencyTheSecondHalfOfABatchShowsTheFacesOfTheFirstOtherwise(@TempDir Path folder) throws IOException {
        try (ClipStore store = ClipStore.open(DrawnClips.write(folder.resolve("train.clips"), 24, 0));
                FrameStage stage = stage(store, 1, 0);
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

    @Test
    void withMixedStatisticsFacesGetEachOthersInTrainingAndKeepTheirOwnInValidation(@TempDir Path folder)
            throws IOException {
        try (ClipStore store = ClipStore.open(DrawnClips.write(folder.resolve("train.clips"), 24, 0));
                FrameStage mixed = stage(store, 0, 1);
                FrameStage plain = stage(store, 0, 0);
                Batch batch = mixed.batch(0, 0);
                Batch same = plain.batch(0, 0)) {
            RandomWeights start = new RandomWeights(1);
            mixed.graph().load(start);
            plain.graph().load(start);

            float loss = mixed.graph().evaluate(batch.feeds()).loss();
            assertThat(loss)
                    .isFinite()
                    .isNotEqualTo(plain.graph().evaluate(same.feeds()).loss());
            assertThat(mixed.validate()).isPresent().isEqualTo(plain.validate());
        }
    }

    private static FrameStage stage(ClipStore store, double consistencyFactor, double mixedChance) {
        SmallModelRecipe recipe = recipe(consistencyFactor, mixedChance);
        StemVisionTransformer encoder = new StemVisionTransformer(recipe.encoder(), "image_encoder.");
        ClipSubset all =
                new ClipSubset(store, IntStream.range(0, store.clips()).boxed().toList());
        FrameLoss loss = new FrameLoss(encoder, 3, 1, 68, 1, 1, consistencyFactor, mixedChance > 0);
        return new FrameStage(loss, all, all, recipe, ComputeOptions.single());
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
