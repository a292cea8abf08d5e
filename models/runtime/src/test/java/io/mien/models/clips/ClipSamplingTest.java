package io.mien.models.clips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.models.ShortClipRule;
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
    private static final ClipSampling EDGE_PAD = new ClipSampling(ShortClipRule.EDGE_PAD, CLIP_LENGTH);
    private static final ClipSampling FIRST_FRAME = new ClipSampling(ShortClipRule.FIRST_FRAME, CLIP_LENGTH);

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
            assertThat(EDGE_PAD.indices(frames)).as("%d frames", frames).isEqualTo(expected);
        }
    }

    @Test
    void clipsOfSixteenFramesOrFewerAreTheFirstFrameAloneInExpClip() {
        IntStream.rangeClosed(1, CLIP_LENGTH)
                .forEach(frames ->
                        assertThat(FIRST_FRAME.indices(frames)).isEqualTo(Collections.nCopies(CLIP_LENGTH, 0)));
        IntStream.rangeClosed(CLIP_LENGTH + 1, 300)
                .forEach(frames -> assertThat(FIRST_FRAME.indices(frames)).isEqualTo(EDGE_PAD.indices(frames)));
    }

    @Test
    void anyClipLengthIsSampledInItsMiddles() {
        assertThat(new ClipSampling(ShortClipRule.EDGE_PAD, 4).indices(12)).containsExactly(1, 4, 7, 10);
        assertThat(new ClipSampling(ShortClipRule.EDGE_PAD, 4).indices(3)).containsExactly(0, 1, 2, 2);
        assertThat(new ClipSampling(ShortClipRule.EDGE_PAD, 1).indices(5)).containsExactly(2);
    }

    @Test
    void aClipWithoutFramesIsRefused() {
        assertThatThrownBy(() -> EDGE_PAD.indices(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("frames: 0");
    }
}
