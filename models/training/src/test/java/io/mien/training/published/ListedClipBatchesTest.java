package io.mien.training.published;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.models.ModelException;
import io.mien.models.clips.TrainSampling;
import io.mien.pictures.PreprocessingProfile;
import io.mien.training.augmentation.Augmentation;
import io.mien.training.augmentation.DferClipAugmentation;
import io.mien.training.engine.Batch;
import io.mien.training.rendered.FlatClips;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Tensor;

final class ListedClipBatchesTest {
    private static final int SIZE = 16;
    private static final int FRAMES = 4;

    private static ListedClipBatches batches(int clips, int batch, long seed) {
        return new ListedClipBatches(
                FlatClips.list("train", clips).clips(),
                FlatClips.pictures(),
                new TrainSampling(FRAMES),
                new DferClipAugmentation(Augmentation.DFEW, PreprocessingProfile.dferClip(SIZE)),
                SIZE,
                FlatClips.CLASSES,
                batch,
                seed,
                "test");
    }

    private static List<Byte> images(Batch batch) {
        List<Byte> bytes = new ArrayList<>();
        Tensor images = requireNonNull(batch.feeds().get(DferClipLoss.IMAGE));
        byte[] values = new byte[Math.toIntExact(images.size())];
        images.asRawTensor().data().read(values);
        for (byte value : values) {
            bytes.add(value);
        }
        return bytes;
    }

    @Test
    void anEpochSeesEveryClipOnceButForTheIncompleteBatch() {
        ListedClipBatches batches = batches(10, 3, 1);
        assertThat(batches.stepsPerEpoch()).isEqualTo(3);
        List<Integer> labels = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            try (Batch batch = batches.batch(0, step)) {
                labels.addAll(batch.labels());
                assertThat(requireNonNull(batch.feeds().get(DferClipLoss.IMAGE))
                                .shape()
                                .asArray())
                        .containsExactly(3 * FRAMES, SIZE, SIZE, 3);
                assertThat(requireNonNull(batch.feeds().get(DferClipLoss.TARGET))
                                .shape()
                                .asArray())
                        .containsExactly(3, FlatClips.CLASSES);
            }
        }
        // Of ten clips, four are of the first label and three of each other one; one is left out.
        assertThat(labels).hasSize(9);
        for (int label = 0; label < FlatClips.CLASSES; label++) {
            assertThat(labels.stream().filter(Integer.valueOf(label)::equals).count())
                    .isBetween(2L, 4L);
        }
    }

    @Test
    void aBatchDependsOnSeedAndPlaceAndOnNothingBefore() {
        ListedClipBatches batches = batches(12, 4, 1);
        try (Batch late = batches.batch(3, 2);
                Batch early = batches.batch(0, 0);
                Batch again = batches(12, 4, 1).batch(3, 2);
                Batch otherSeed = batches(12, 4, 2).batch(3, 2)) {
            assertThat(images(again)).isEqualTo(images(late));
            assertThat(again.labels()).isEqualTo(late.labels());
            assertThat(images(early)).isNotEqualTo(images(late));
            assertThat(images(otherSeed)).isNotEqualTo(images(late));
        }
    }

    @Test
    void aBatchOfMoreThanThereIsIsRefused() {
        assertThatThrownBy(() -> batches(5, 6, 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("batch: 6 clips, of 5");
    }
}
