package io.mien.cli.demo;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.recording.RecordingWriter;
import io.mien.recording.kafka.RecordingPlan;
import io.mien.recording.kafka.TopicRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The recording of a demonstration, from its first frame to the last reading that comes of it. Used by one thread. */
final class DemoRecording implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DemoRecording.class);
    /** Less than a stopped process is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final TopicRecorder recorder;

    private DemoRecording(Path folder, TopicRecorder recorder) {
        this.folder = folder;
        this.recorder = recorder;
    }

    /** Says before anything is started whether the folder can be had. */
    static void requireFree(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    if (files.findAny().isPresent()) {
                        throw new CommandException(
                                ExitCode.DISK,
                                "--record " + folder
                                        + ": something is there already (expected: an empty folder, or none)");
                    }
                }
            }
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.DISK, "--record " + folder + ": cannot be used (" + FileText.of(e) + ")", e);
        }
    }

    static DemoRecording start(Path folder, EmbeddedStack stack) {
        RecordingWriter writer = RecordingWriter.create(folder, List.of());
        return new DemoRecording(
                folder, TopicRecorder.start(stack.kafka(), stack.schemas().open(), RecordingPlan.EVERYTHING, writer));
    }

    void requireNoFailure() {
        recorder.failure().ifPresent(failure -> {
            throw failure;
        });
    }

    /** Waits for what is under way to come to its end, and ends the recording; returns what to tell. */
    String finishAfter(Drain drain) throws InterruptedException {
        boolean drained = drain.await(PATIENCE);
        if (drained) {
            drain.requireNoFailure();
        } else {
            log.warn("what was under way did not come to its end in {}: the recording ends before it", PATIENCE);
            drain.giveUp();
        }
        return finish(drained);
    }

    /** Ends the recording; returns what to tell. */
    String finish(boolean drained) throws InterruptedException {
        String sha256 = recorder.finish(drained);
        return "recorded   %s: %d face frames, %d readings; manifest sha256 %s (keep it elsewhere: it stands for all of it)"
                .formatted(folder, recorder.frames(), recorder.readings(), sha256);
    }

    @Override
    public void close() {
        recorder.close();
    }
}
