package io.mien.faces.clips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.faces.mesh.TinyHead;
import io.mien.faces.render.HeadGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClipStoreWriterTest {
    private static final SplitPlan PLAN = new SplitPlan(2, SplitPlan.Split.VALIDATION, 2, 5, 3, 20);

    private final HeadGeometry head = new HeadGeometry(TinyHead.kit());

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void aStoreHoldsWhatItsDescriptionSays() throws IOException {
        byte[] bytes = rendered("whole.clips", 1);
        ByteBuffer store = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(text(bytes, 0, 8)).isEqualTo("MIENCLIP");
        assertThat(store.getInt(8)).isEqualTo(1);
        int first = store.getInt(12);
        JsonNode header = new ObjectMapper().readTree(text(bytes, 16, first - 16));
        int recordBytes = header.get("record_bytes").asInt();
        assertThat(bytes.length).isEqualTo(first + 10 * recordBytes);

        RenderedClip clip = new ClipRenderer(PLAN, head).render(8);
        int at = first + 8 * recordBytes;
        assertThat(store.getInt(at)).isEqualTo(8);
        assertThat(store.getInt(at + 4)).isEqualTo(PLAN.person(8));
        assertThat(header.get("labels").get(store.getInt(at + 8)).asText())
                .isEqualTo(clip.expression().label());
        int weights = header.get("weights").size();
        assertThat(store.getFloat(at + 16 + 4)).isEqualTo(clip.intensity()[1]);
        int afterIntensity = at + 16 + 4 * 3;
        assertThat(store.getFloat(afterIntensity + 4 * (weights + 2))).isEqualTo(clip.weights()[weights + 2]);
        int afterWeights = afterIntensity + 4 * 3 * weights;
        assertThat(store.getFloat(afterWeights + 4 * 137)).isEqualTo(clip.landmarks()[137]);
        int pixels = afterWeights + 4 * 3 * 136;
        assertThat(Arrays.copyOfRange(bytes, pixels, pixels + clip.pixels().length))
                .isEqualTo(clip.pixels());
        CRC32 checksum = new CRC32();
        checksum.update(bytes, at + 16, recordBytes - 16);
        assertThat(store.getInt(at + 12)).isEqualTo((int) checksum.getValue());
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws IOException {
        assertThat(rendered("one.clips", 1)).isEqualTo(rendered("three.clips", 3));
    }

    @Test
    void aStoppedStoreIsGoneOnWithToTheSameBytes() throws IOException {
        byte[] whole = rendered("whole.clips", 1);
        Path stopped = folder.resolve("stopped.clips");
        Files.write(stopped, Arrays.copyOf(whole, whole.length * 2 / 3));

        new SplitRenderer(PLAN, head, 2).render(stopped, clips -> {});

        assertThat(Files.readAllBytes(stopped)).isEqualTo(whole);
    }

    @Test
    void aStoreOfAnotherPlanIsNotGoneOnWith() throws IOException {
        rendered("begun.clips", 1);
        SplitPlan other = new SplitPlan(3, SplitPlan.Split.VALIDATION, 2, 5, 3, 20);

        assertThatThrownBy(() -> ClipStoreWriter.open(other, folder.resolve("begun.clips")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another plan");
    }

    @Test
    void twoWritersOfOneStoreAreKeptApart() throws IOException {
        Path file = folder.resolve("taken.clips");
        try (ClipStoreWriter first = ClipStoreWriter.open(PLAN, file)) {
            assertThat(first.size()).isZero();
            assertThatThrownBy(() -> ClipStoreWriter.open(PLAN, file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process");
        }
    }

    private byte[] rendered(String name, int threads) throws IOException {
        Path file = folder.resolve(name);
        new SplitRenderer(PLAN, head, threads).render(file, clips -> {});
        return Files.readAllBytes(file);
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
}
