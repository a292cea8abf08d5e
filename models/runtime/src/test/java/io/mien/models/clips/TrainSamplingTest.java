package io.mien.models.clips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

final class TrainSamplingTest {
    private static final int CLIP_LENGTH = 16;
    private static final TrainSampling SAMPLING = new TrainSampling(CLIP_LENGTH);

    @Test
    void clipsOfSixteenFramesOrFewerAreTakenAsInThePublishedTests() throws IOException {
        try (InputStream json = TrainSamplingTest.class.getResourceAsStream("/fixtures/sampling.json")) {
            JsonNode published = new ObjectMapper().readTree(Objects.requireNonNull(json));
            for (int frames = 1; frames <= CLIP_LENGTH; frames++) {
                List<Integer> expected = StreamSupport.stream(
                                published.get(String.valueOf(frames)).spliterator(), false)
                        .map(JsonNode::intValue)
                        .toList();
                assertThat(SAMPLING.indices(frames, new SplittableRandom(1)))
                        .as("%d frames", frames)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void longerClipsGiveOneFrameOfEachPartAndEveryFrameOfItInTime() {
        SplittableRandom random = new SplittableRandom(2);
        for (int frames : List.of(17, 31, 32, 70, 300)) {
            int part = frames / CLIP_LENGTH;
            TreeSet<Integer> seen = new TreeSet<>();
            for (int draw = 0; draw < 500; draw++) {
                List<Integer> indices = SAMPLING.indices(frames, random);
                assertThat(indices).hasSize(CLIP_LENGTH);
                for (int place = 0; place < CLIP_LENGTH; place++) {
                    assertThat(indices.get(place)).isBetween(place * part, (place + 1) * part - 1);
                }
                seen.addAll(indices);
            }
            assertThat(seen).as("%d frames", frames).hasSize(CLIP_LENGTH * part);
        }
    }

    @Test
    void theSameSeedDrawsTheSameFrames() {
        assertThat(SAMPLING.indices(200, new SplittableRandom(3)))
                .isEqualTo(SAMPLING.indices(200, new SplittableRandom(3)))
                .isNotEqualTo(SAMPLING.indices(200, new SplittableRandom(4)));
    }

    @Test
    void aClipWithoutFramesIsRefused() {
        assertThatThrownBy(() -> SAMPLING.indices(0, new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("frames: 0");
    }
}
