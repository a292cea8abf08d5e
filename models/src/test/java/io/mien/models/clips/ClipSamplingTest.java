package io.mien.models.clips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Holds the sampling against the frames that the published code takes of clips of 1 to 300 frames. */
final class ClipSamplingTest {
    private static final int CLIP_LENGTH = 16;

    private static JsonNode published() throws IOException {
        try (InputStream json = ClipSamplingTest.class.getResourceAsStream("/fixtures/sampling.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(json));
        }
    }

    @Test
    void edgePaddedClipsAreThoseOfDferClip() throws IOException {
        JsonNode published = published();
        assertThat(published).hasSize(300);
        for (int frames = 1; frames <= 300; frames++) {
            List<Integer> expected = StreamSupport.stream(
                            published.get(String.valueOf(frames)).spliterator(), false)
                    .map(JsonNode::intValue)
                    .toList();
            assertThat(ClipSampling.EDGE_PAD.indices(frames, CLIP_LENGTH))
                    .as("%d frames", frames)
                    .isEqualTo(expected);
        }
    }

    @Test
    void clipsOfSixteenFramesOrFewerAreTheFirstFrameAloneInExpClip() {
        IntStream.rangeClosed(1, CLIP_LENGTH)
                .forEach(frames -> assertThat(ClipSampling.FIRST_FRAME.indices(frames, CLIP_LENGTH))
                        .isEqualTo(Collections.nCopies(CLIP_LENGTH, 0)));
        IntStream.rangeClosed(CLIP_LENGTH + 1, 300)
                .forEach(frames -> assertThat(ClipSampling.FIRST_FRAME.indices(frames, CLIP_LENGTH))
                        .isEqualTo(ClipSampling.EDGE_PAD.indices(frames, CLIP_LENGTH)));
    }

    @Test
    void anyClipLengthIsSampledInItsMiddles() {
        assertThat(ClipSampling.EDGE_PAD.indices(12, 4)).containsExactly(1, 4, 7, 10);
        assertThat(ClipSampling.EDGE_PAD.indices(3, 4)).containsExactly(0, 1, 2, 2);
        assertThat(ClipSampling.EDGE_PAD.indices(5, 1)).containsExactly(2);
    }

    @Test
    void aClipWithoutFramesIsRefused() {
        assertThatThrownBy(() -> ClipSampling.EDGE_PAD.indices(0, CLIP_LENGTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("frames: 0");
    }
}
