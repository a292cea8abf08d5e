package io.mien.models.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FormulaModelRunnerTest extends ModelRunnerContract {
    private static final byte[] PICTURE = new byte[32 * 32 * 3];

    @Override
    protected ModelRunnerFactory factory() {
        return FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults());
    }

    @Test
    void aPoisonedPictureFailsItsWholeBatchAndNoOther() {
        byte[] poisoned = FormulaModelRunner.poison(PICTURE);
        try (ModelRunner runner = factory().open()) {
            assertThatThrownBy(() -> runner.encodeFrames(List.of(PICTURE, poisoned, PICTURE)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("a batch of 3 pictures failed");
            assertThat(runner.encodeFrames(List.of(PICTURE, PICTURE))).hasSize(2);
        }
        assertThat(PICTURE).containsOnly(0); // a copy was poisoned
    }

    @Test
    void aPictureThatPoisonsItsClipIsEncodedButItsClipsBatchFails() {
        try (ModelRunner runner = factory().open()) {
            float[] good = runner.encodeFrames(List.of(PICTURE)).get(0);
            float[] bad = runner.encodeFrames(List.of(FormulaModelRunner.poisonClip(PICTURE)))
                    .get(0);
            float[][] clip = clip(good);
            float[][] poisoned = clip(good);
            poisoned[5] = bad;
            assertThat(runner.classifyClips(List.of(clip, clip))).hasSize(2);
            assertThatThrownBy(() -> runner.classifyClips(List.of(clip, poisoned)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("a batch of 2 clips failed");
        }
    }

    @Test
    void swappedFramesShowInTheScores() {
        byte[] white = new byte[PICTURE.length];
        Arrays.fill(white, 1, white.length, (byte) 200);
        try (ModelRunner runner = factory().open()) {
            float[] dark = runner.encodeFrames(List.of(PICTURE)).get(0);
            float[] light = runner.encodeFrames(List.of(white)).get(0);
            float[][] early = clip(dark);
            float[][] late = clip(dark);
            early[0] = light;
            late[15] = light;
            assertThat(runner.classifyClips(Collections.singletonList(early))
                            .get(0)
                            .logits())
                    .isNotEqualTo(runner.classifyClips(Collections.singletonList(late))
                            .get(0)
                            .logits());
        }
    }

    @Test
    void theFactoryTravelsWithAJob() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(factory());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
                ModelRunner runner = ((ModelRunnerFactory) in.readObject()).open()) {
            assertThat(runner.manifest().clipLength()).isEqualTo(16);
        }
    }

    private static float[][] clip(float[] embedding) {
        float[][] clip = new float[16][];
        Arrays.fill(clip, embedding);
        return clip;
    }
}
