package io.mien.making.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.models.testkit.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the readers against what PyTorch finds in the same files. */
final class CheckpointReadersTest {

    @ParameterizedTest
    @CsvSource({
        "wrapped.pth, TORCH_ZIP ",
        "wrapped-numpy2.pth, TORCH_ZIP ",
        "wrapped-legacy.pth, TORCH_LEGACY ",
        "bare.pth, TORCH_ZIP",
        "bare.safetensors, SAFETENSORS",
    })
    void everyContainerHoldsTheSameTensors(String name, CheckpointFormat format) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(fixture(name))) {
            assertThat(checkpoint.format()).isEqualTo(format);
            int found = 0;
            for (Map.Entry<String, JsonNode> expected : expected().properties()) {
                if (expected.getKey().startsWith("module.")) {
                    StoredTensor tensor = checkpoint.tensors().get(expected.getKey());
                    requireEqual(Objects.requireNonNull(tensor, expected.getKey()), expected.getValue());
                    found++;
                }
            }
            assertThat(found).isEqualTo(checkpoint.tensors().size());
        }
    }

    @Test
    void aTorchScriptArchiveIsReadAsAStateDict() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(fixture("torchscript.pt"))) {
            assertThat(checkpoint.format()).isEqualTo(CheckpointFormat.TORCHSCRIPT);
            assertThat(checkpoint.tensors().keySet())
                    .containsExactly("positional_embedding", "input_resolution", "visual.weight", "visual.bias");
            for (StoredTensor tensor : checkpoint.tensors().values()) {
                requireEqual(tensor, expected().get("torchscript:" + tensor.name()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrapped.pth", "wrapped-numpy2.pth", "wrapped-legacy.pth"})
    void whatATrainingScriptSavesBesidesIsNamed(String name) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(fixture(name))) {
            assertThat(checkpoint.others())
                    .containsExactly(
                            new OtherContent("epoch", "1"),
                            new OtherContent("best_acc", "a tensor, float32 []"),
                            new OtherContent("optimizer", "a dict with 1 tensors, 0.0 MB"),
                            new OtherContent("recorder", "an object of __main__.RecorderMeter"));
        }
    }

    @Test
    void twoNamesOfOneTensorAreKnownAsSuchAndViewsOfItAreNot() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(fixture("wrapped.pth"))) {
            Map<String, StoredTensor> tensors = checkpoint.tensors();
            StoredTensor alias = Objects.requireNonNull(tensors.get("module.alias"));
            assertThat(alias.isAliasOf(Objects.requireNonNull(tensors.get("module.alias_again"))))
                    .isTrue();
            assertThat(alias.isAliasOf(Objects.requireNonNull(tensors.get("module.transposed"))))
                    .isFalse();
            assertThat(alias.isAliasOf(Objects.requireNonNull(tensors.get("module.weight"))))
                    .isFalse();
        }
    }

    @Test
    void halfPrecisionIsDecodedExactlyForAllValues() {
        ByteBuffer one = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < 1 << 16; bits++) {
            one.putShort(0, (short) bits);
            int exponent = bits >> 10 & 0x1f;
            double fraction = (bits & 0x3ff) / 1024.0;
            double magnitude = exponent == 0
                    ? fraction * 0x1p-14
                    : exponent < 31
                            ? (1 + fraction) * Math.pow(2, exponent - 15)
                            : fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            assertThat(TensorElementType.FLOAT16.floatAt(one, 0))
                    .isEqualTo(Float.valueOf((float) (bits < 1 << 15 ? magnitude : -magnitude)));
        }
    }

    @Test
    void aTensorOfSeveralChunksIsReadWhole(@TempDir Path folder) throws IOException {
        int elements = 700_001;
        ByteBuffer values = ByteBuffer.allocate(4 * elements).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            values.putFloat(i);
        }
        Path file = folder.resolve("large.pth");
        byte[] pickle = new PickleWriter()
                .codes("}")
                .text("large")
                .tensor("FloatStorage", "0", "cpu", elements, 1, List.of(elements - 1L), List.of(1L))
                .codes("s")
                .stop();
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", pickle).entry("data/0", values.array());
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            float[] read =
                    Objects.requireNonNull(checkpoint.tensors().get("large")).floats();
            assertThat(read).hasSize(elements - 1);
            for (int i = 0; i < read.length; i++) {
                assertThat(read[i]).isEqualTo(i + 1f);
            }
        }
    }

    @Test
    void aBigEndianArchiveIsReadAsSuch(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("big.pth");
        byte[] pickle = new PickleWriter()
                .codes("}")
                .text("x")
                .tensor("FloatStorage", "0", "cpu", 2, 0, List.of(2L), List.of(1L))
                .codes("s")
                .stop();
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", pickle)
                    .entry("byteorder", new byte[] {'b', 'i', 'g'})
                    .entry(
                            "data/0",
                            ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-2).array());
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(Objects.requireNonNull(checkpoint.tensors().get("x")).floats())
                    .containsExactly(1.5f, -2);
        }
    }

    @Test
    void aViewMayRepeatElements(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("expanded.pth");
        byte[] pickle = new PickleWriter()
                .codes("}")
                .text("x")
                .tensor("LongStorage", "0", "cpu", 2, 0, List.of(3L, 2L), List.of(0L, 1L))
                .codes("s")
                .stop();
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            ByteBuffer values = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            zip.entry("data.pkl", pickle)
                    .entry("data/0", values.putLong(7).putLong(-8).array());
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(Objects.requireNonNull(checkpoint.tensors().get("x")).integers())
                    .containsExactly(7, -8, 7, -8, 7, -8);
        }
    }

    private static void requireEqual(StoredTensor tensor, JsonNode expected) {
        List<Long> shape = new ArrayList<>();
        expected.get("shape").forEach(size -> shape.add(size.longValue()));
        assertThat(tensor.shape()).as(tensor.name()).isEqualTo(shape);
        assertThat("torch." + tensor.type())
                .as(tensor.name())
                .isEqualTo(expected.get("dtype").textValue());
        float[] values = tensor.floats();
        assertThat(values).as(tensor.name()).hasSize(expected.get("values").size());
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).as("%s, element %d", tensor.name(), i).isEqualTo((float)
                    expected.get("values").get(i).doubleValue());
        }
        if (!tensor.type().isFloating()) {
            long[] integers = tensor.integers();
            for (int i = 0; i < integers.length; i++) {
                assertThat(integers[i]).isEqualTo(expected.get("values").get(i).longValue());
            }
        }
    }

    private static JsonNode expected() throws IOException {
        return new ObjectMapper().readTree(fixture("readers.json").toFile());
    }

    private static Path fixture(String name) {
        return Fixtures.small("checkpoints/" + name);
    }
}
