package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.cli.demo.EmbeddedStack;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.ingest.topology.IngestCounts;
import io.mien.schemas.Topic;

/** What the parts of a stack have counted, held against what is in its topics. */
final class StackAccounts {
    private StackAccounts() {}

    /** What was written to a topic is what was counted, and every record has an end; the job was drained. */
    static void addUp(EmbeddedStack stack) {
        String broker = stack.bootstrapServers();
        InferenceCounters job = stack.inference().counters();
        int faceFrames =
                PlainReadings.records(broker, Topic.FACE_FRAMES.topicName()).size();
        assertThat(job.read()).isEqualTo(faceFrames);
        assertThat(job.encoded() + job.skipped() + job.deadLetters() + job.trackEnded())
                .isEqualTo(faceFrames);
        assertThat(job.inFlight()).isZero();
        assertThat(job.deadLetters())
                .isEqualTo(PlainReadings.records(broker, Topic.FACE_FRAMES_DEAD_LETTERS.topicName())
                        .size());
        assertThat(job.readingsMade())
                .isEqualTo(PlainReadings.records(broker, Topic.EXPRESSIONS.topicName())
                        .size());
        IngestCounts ingest = stack.ingest().counts();
        assertThat(ingest.received())
                .isEqualTo(PlainReadings.records(broker, Topic.CAMERA_FRAMES.topicName())
                        .size())
                .isEqualTo(ingest.decoded() + ingest.streamsEnded() + ingest.repeated() + ingest.deadLettersTotal());
        assertThat(ingest.deadLettersTotal())
                .isEqualTo(PlainReadings.records(broker, Topic.CAMERA_FRAMES_DEAD_LETTERS.topicName())
                        .size());
    }
}
