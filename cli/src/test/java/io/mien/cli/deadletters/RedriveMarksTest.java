package io.mien.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class RedriveMarksTest {
    private static final TopicPartition PARTITION = new TopicPartition("face-frames.dlq", 0);

    private static RedriveMarks marks(OffsetAndMetadata committed, long... letters) {
        RedriveMarks marks = new RedriveMarks();
        marks.read(committed);
        LongStream.of(letters).forEach(marks::found);
        return marks;
    }

    @Test
    void whatWasPutBackIsKnownAfterItWasKept() {
        // 7 and 9 are no letters: marks of transactions lie there.
        long[] letters = {5, 6, 8, 10, 11};
        RedriveMarks first = marks(new OffsetAndMetadata(0), letters);
        first.done(6);
        first.done(10);

        OffsetAndMetadata kept = first.committed(PARTITION);

        assertThat(kept.offset()).isEqualTo(5);
        RedriveMarks second = marks(kept, letters);
        assertThat(LongStream.of(letters).filter(second::isDone)).containsExactly(6L, 10L);
        second.done(5);
        assertThat(second.committed(PARTITION).offset()).isEqualTo(8);
        second.done(8);
        second.done(11);
        assertThat(second.committed(PARTITION)).isEqualTo(new OffsetAndMetadata(12, ""));
    }

    @Test
    void lettersThatCameLaterAreNotDone() {
        RedriveMarks marks = marks(new OffsetAndMetadata(12, ""), 10, 11, 12);

        assertThat(LongStream.of(10, 11, 12).filter(marks::isDone)).containsExactly(10L, 11L);
        assertThat(marks.committed(PARTITION).offset()).isEqualTo(12);
    }

    @Test
    void manyMarksFitAndTooManyAreRefused() {
        RedriveMarks everySecond = marks(new OffsetAndMetadata(0));
        RedriveMarks scattered = marks(new OffsetAndMetadata(0));
        Random random = new Random(1);
        for (long offset = 0; offset < 100_000; offset++) {
            everySecond.found(offset);
            scattered.found(offset);
            if (offset % 2 == 1) {
                everySecond.done(offset);
            }
            if (offset > 0 && random.nextBoolean()) {
                scattered.done(offset);
            }
        }

        assertThat(everySecond.committed(PARTITION).metadata()).hasSizeLessThan(4000);
        assertThatThrownBy(() -> scattered.committed(PARTITION)).hasMessageContaining("too scattered");
    }

    @Test
    void aPositionOfSomebodyElseIsRefused() {
        assertThatThrownBy(() -> marks(new OffsetAndMetadata(3, "theirs")))
                .hasMessageContaining("written by another program");
    }
}
