package io.mien.models.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import io.mien.making.build.UntrainedModel;
import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.UnavailableDeviceException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ModelRunnerContract (in the testkit) does not ask of every runner. */
final class TensorFlowModelRunnerTest {
    @TempDir
    private static Path folder;

    private static ModelRunnerFactory factory;

    @BeforeAll
    static void buildModel() {
        UntrainedModel.build(folder.resolve("model"), UntrainedModel.Size.TINY, 1);
        factory = new SavedModelRunnerFactory(folder.resolve("model"), RunnerOptions.defaults());
    }

    @Test
    void saysWhatItRunsOn() {
        try (ModelRunner runner = factory.open()) {
            assertThat(runner.runtime().tensorFlowVersion()).isEqualTo(TensorFlowRuntime.version());
            assertThat(runner.runtime().device()).isEqualTo("CPU:0");
            assertThat(runner.runtime().precision()).isEqualTo("float32");
        }
    }

    @Test
    void isNotOpenedWithoutTheGraphicsCardThatWasAskedFor() {
        assumeTrue(TensorFlowRuntime.devices().equals(List.of("CPU:0")), "skipped: there is a graphics card");
        assertThatThrownBy(() -> open(new DeviceChoice(DeviceChoice.Kind.GPU, false)))
                .isInstanceOf(UnavailableDeviceException.class)
                .hasMessageStartingWith("device GPU: TensorFlow sees [CPU:0]");
    }

    @Test
    void saysThatItFellBackToTheProcessor() {
        assumeTrue(TensorFlowRuntime.devices().equals(List.of("CPU:0")), "skipped: there is a graphics card");
        try (ModelRunner runner = open(new DeviceChoice(DeviceChoice.Kind.GPU, true))) {
            assertThat(runner.runtime().device()).isEqualTo("CPU:0");
        }
    }

    private static ModelRunner open(DeviceChoice device) {
        return new SavedModelRunnerFactory(
                        folder.resolve("model"), RunnerOptions.defaults().withDevice(device))
                .open();
    }

    /** The session that wrote the package came first in this process, and had a thread for each core. */
    @Test
    void aCallIsComputedInItsCallersThreadWhateverEarlierSessionsHad() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        List<byte[]> pictures = Collections.nCopies(32, new byte[64 * 64 * 3]);
        try (ModelRunner runner = factory.open()) {
            IntStream.range(0, 10).forEach(i -> runner.encodeFrames(pictures));
            long ofProcess = process.getProcessCpuTime();
            long ofThread = threads.getCurrentThreadCpuTime();
            IntStream.range(0, 100).forEach(i -> runner.encodeFrames(pictures));
            // The JVM's own threads have a part in it too.
            assertThat(threads.getCurrentThreadCpuTime() - ofThread)
                    .isGreaterThan((process.getProcessCpuTime() - ofProcess) / 2);
        }
    }

    @Test
    void everyTensorIsFreedWithoutWaitingForTheGarbageCollector() {
        List<byte[]> pictures = Collections.nCopies(4, new byte[64 * 64 * 3]);
        float[][] clip = new float[16][512];
        for (float[] embedding : clip) {
            Arrays.fill(embedding, 0.5f);
        }
        List<float[][]> clips = List.of(clip, clip);
        try (ModelRunner runner = factory.open()) {
            runner.encodeFrames(pictures);
            runner.classifyClips(clips);
            long before = Pointer.totalCount();
            for (int run = 0; run < 200; run++) {
                runner.encodeFrames(pictures);
                runner.classifyClips(clips);
            }
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void aClipThatGivesNoNumberIsAFailureNotAReading() {
        float[][] clip = new float[16][512];
        clip[3][7] = Float.NaN;
        try (ModelRunner runner = factory.open()) {
            assertThatThrownBy(() -> runner.classifyClips(Collections.singletonList(clip)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("logits 0 of 1 is not finite");
        }
    }

    @Test
    void theFactoryTravelsWithAJob() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(factory);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            ModelRunnerFactory arrived = (ModelRunnerFactory) in.readObject();
            try (ModelRunner runner = arrived.open()) {
                assertThat(runner.manifest().name()).isEqualTo("untrained-tiny");
            }
        }
    }
}
