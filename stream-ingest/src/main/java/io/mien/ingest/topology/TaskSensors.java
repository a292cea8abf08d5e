package io.mien.ingest.topology;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.Sensor.RecordingLevel;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Adds to Kafka Streams' metrics those of one task: time and rate of frames, rate of dead letters. */
final class TaskSensors implements AutoCloseable {
    private static final String SCOPE = "ingest";

    private final StreamsMetrics metrics;
    private final Sensor frames;
    private final Sensor deadLetters;

    TaskSensors(ProcessorContext<?, ?> context) {
        this.metrics = context.metrics();
        String task = context.taskId().toString();
        this.frames = metrics.addLatencyRateTotalSensor(SCOPE, task, "frames", RecordingLevel.INFO);
        this.deadLetters = metrics.addRateTotalSensor(SCOPE, task, "dead-letters", RecordingLevel.INFO);
    }

    void frame(long nanos) {
        frames.record((double) TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    void deadLetter() {
        deadLetters.record();
    }

    @Override
    public void close() {
        metrics.removeSensor(frames);
        metrics.removeSensor(deadLetters);
    }
}
