package io.mien.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.schemas.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * What the processes of a live system have used up to a moment.
 *
 * @param nanos of the clock
 * @param ingest time on processors
 * @param taskManager likewise
 * @param jobManager likewise
 * @param broker likewise
 * @param received bytes that the broker got over its connections
 * @param sent likewise
 * @param stored bytes of records on the broker's disk
 * @param published camera frames
 * @param cameraFrames that ingest has looked at
 * @param faceFrameEnds of its partitions
 * @param readings in their topic
 */
record LiveCost(
        long nanos,
        Duration ingest,
        Duration taskManager,
        Duration jobManager,
        Duration broker,
        long received,
        long sent,
        Map<Topic, Long> stored,
        long published,
        long cameraFrames,
        Map<TopicPartition, Long> faceFrameEnds,
        long readings) {
    static final List<Topic> TOPICS = List.of(Topic.CAMERA_FRAMES, Topic.FACE_FRAMES, Topic.EXPRESSIONS);
    static final String HEADER =
            "cameras,height,scenes,published_s,pictures_s,face_frames_s,readings_s,ingest_cores,task_manager_cores,job_manager_cores,broker_cores,"
                    + "broker_received_bytes_s,broker_sent_bytes_s,camera_frame_bytes,face_frame_bytes,reading_bytes,checkpoint_bytes";
    private static final double NANOS = 1e9;
    private static final Pattern RECEIVED = Pattern.compile("bytes_received:(\\d+)");
    private static final Pattern SENT = Pattern.compile("bytes_acked:(\\d+)");

    static LiveCost now(BrokerProcess broker, ChildJvm ingest, FlinkCluster flink, RecordCounts counts)
            throws IOException, ExecutionException, InterruptedException {
        String connections = connections(broker.port());
        Map<Topic, Long> stored = new EnumMap<>(Topic.class);
        for (Topic topic : TOPICS) {
            stored.put(topic, broker.bytes(topic));
        }
        return new LiveCost(
                System.nanoTime(),
                ProcessRate.processorTime(List.of(ingest.pid())),
                ProcessRate.processorTime(flink.taskManagers()),
                ProcessRate.processorTime(List.of(flink.jobManager())),
                ProcessRate.processorTime(List.of(broker.pid())),
                sum(RECEIVED, connections),
                sum(SENT, connections),
                stored,
                counts.published(),
                counts.cameraFrames(),
                counts.faceFrameEnds(),
                counts.readings());
    }

    /** What Linux says of the broker's ends of its connections. */
    private static String connections(int port) throws IOException {
        Process tool = new ProcessBuilder("ss", "-tinH", "sport", "=", ":" + port).start();
        return new String(tool.getInputStream().readAllBytes(), UTF_8);
    }

    private static long sum(Pattern pattern, String text) {
        long sum = 0;
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }

    /**
     * A line of figures for what was used since an earlier moment.
     *
     * @param faceFrames that came since
     */
    String since(LiveCost before, long faceFrames, int cameras, int height, String scenes, long checkpointBytes) {
        double seconds = (nanos - before.nanos) / NANOS;
        return String.format(
                Locale.ROOT,
                "%d,%d,%s,%.2f,%.2f,%.2f,%.2f,%.4f,%.4f,%.4f,%.4f,%.0f,%.0f,%.0f,%.0f,%.0f,%d",
                cameras,
                height,
                scenes,
                (published - before.published) / seconds,
                (cameraFrames - before.cameraFrames) / seconds,
                faceFrames / seconds,
                (readings - before.readings) / seconds,
                ingest.minus(before.ingest).toNanos() / NANOS / seconds,
                taskManager.minus(before.taskManager).toNanos() / NANOS / seconds,
                jobManager.minus(before.jobManager).toNanos() / NANOS / seconds,
                broker.minus(before.broker).toNanos() / NANOS / seconds,
                (received - before.received) / seconds,
                (sent - before.sent) / seconds,
                stored(Topic.CAMERA_FRAMES, before) / (published - before.published),
                stored(Topic.FACE_FRAMES, before) / faceFrames,
                stored(Topic.EXPRESSIONS, before) / (readings - before.readings),
                checkpointBytes);
    }

    private double stored(Topic topic, LiveCost before) {
        return stored.getOrDefault(topic, 0L) - before.stored.getOrDefault(topic, 0L);
    }
}
