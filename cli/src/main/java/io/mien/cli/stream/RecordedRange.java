package io.mien.cli.stream;

import io.mien.cli.terminal.ProgressLine;
import io.mien.cli.terminal.StopSignal;
import io.mien.recording.Recording;
import io.mien.recording.RecordingWriter;
import io.mien.recording.kafka.RecordingPlan;
import io.mien.recording.kafka.TopicRecorder;
import io.mien.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A range of the topics that was recorded into a temporary folder, so that it can be read as often as is wanted in bounded
 * memory, and as a recording is. It takes the disk that a recording takes, and is gone when this is closed.
 */
final class RecordedRange implements AutoCloseable {
    /** What a recording holds. */
    static final Set<Topic> RECORDED = Set.of(Topic.FACE_FRAMES, Topic.EXPRESSIONS);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Path folder;
    private final Recording recording;

    private RecordedRange(Path folder, Recording recording) {
        this.folder = folder;
        this.recording = recording;
    }

    /**
     * Records it.
     *
     * @param untilEnd whether to wait for the plan's end; else it ends where the topics end now
     * @param progress shows what is there
     * @throws InterruptedException if interrupted
     */
    static RecordedRange record(
            KafkaOptions kafka, RecordingPlan plan, boolean untilEnd, StopSignal stop, ProgressLine progress)
            throws InterruptedException {
        kafka.requireTopics(RECORDED, Set.of());
        Path folder;
        try {
            folder = Files.createTempDirectory("mien-range-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean whole = false;
        try (TopicRecorder recorder = TopicRecorder.start(
                kafka.clientSettings(),
                kafka.schemaRegistrySettings().open(),
                plan,
                RecordingWriter.create(folder.resolve("recording"), plan.streams()))) {
            while (untilEnd && !recorder.isDone() && !stop.await(LOOK_EVERY)) {
                progress.show("reading " + told(recorder), false);
            }
            String unused = recorder.finish(false);
            progress.show("reading " + told(recorder), true);
            RecordedRange range = new RecordedRange(folder, Recording.open(folder.resolve("recording")));
            whole = true;
            return range;
        } finally {
            if (!whole) {
                delete(folder);
            }
        }
    }

    static String told(TopicRecorder recorder) {
        return "%d face frames, %d readings, %.1f MB"
                .formatted(recorder.frames(), recorder.readings(), recorder.bytes() / 1e6);
    }

    Recording recording() {
        return recording;
    }

    @Override
    public void close() {
        delete(folder);
    }

    static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be removed", e);
        }
    }
}
