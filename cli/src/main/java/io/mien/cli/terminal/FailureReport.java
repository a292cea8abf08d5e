package io.mien.cli.terminal;

import io.mien.dashboard.DashboardException;
import io.mien.faces.FaceKitException;
import io.mien.infer.InferenceException;
import io.mien.ingest.IngestException;
import io.mien.ingest.detect.FaceDetectorException;
import io.mien.ingest.feed.FeedException;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.models.ModelException;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.TopicException;
import io.mien.schemas.registry.SchemaRegistryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A failure as one sentence and an exit code. */
public final class FailureReport {
    private static final Logger log = LoggerFactory.getLogger(FailureReport.class);

    private FailureReport() {}

    /** Prints the sentence and returns the exit code. */
    public static int print(Throwable failure, PrintWriter terminal) {
        Throwable told = tellingCause(failure);
        ExitCode code = exitCode(failure, told);
        terminal.println("mien: " + sentence(code, told));
        terminal.flush();
        if (code == ExitCode.INTERNAL) {
            // The terminal shows the warning's sentence; the trace is for the log file.
            log.info("stopped by {}", told.toString(), failure);
        }
        return code.code();
    }

    private static String sentence(ExitCode code, Throwable told) {
        String message = told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
        return switch (code) {
            case INTERNAL ->
                (isTelling(told) ? "" : told.getClass().getSimpleName() + ": ") + message
                        + " (a fault of Mien's own: run again with --log-file FILE and report it)";
            case DISK ->
                message.contains("No space left")
                        ? "the disk is full: " + message + " (free some space, or name another folder with TMPDIR)"
                        : message;
            case OK, USAGE, INPUT, KAFKA, PORT, MODEL, UNHEALTHY, ENDPOINT -> message;
        };
    }

    private static ExitCode exitCode(Throwable failure, Throwable told) {
        if (causes(failure).stream().anyMatch(FailureReport::isFullDisk)) {
            return ExitCode.DISK;
        }
        if (told instanceof CommandException command) {
            return command.exitCode();
        }
        if (told instanceof FrameSourceException || told instanceof FaceKitException) {
            return ExitCode.INPUT;
        }
        if (told instanceof ModelException || told instanceof FaceDetectorException) {
            return ExitCode.MODEL;
        }
        if (told instanceof BindException || told instanceof DashboardException) {
            return ExitCode.PORT;
        }
        if (told instanceof InferenceException || told instanceof IngestException) {
            return exitCodeOfCause(told);
        }
        if (told instanceof ForbiddenException
                || told instanceof TopicException
                || told instanceof SchemaRegistryException
                || told instanceof FeedException
                || told instanceof KafkaException) {
            return ExitCode.KAFKA;
        }
        if (told instanceof IOException || told instanceof UncheckedIOException) {
            return ExitCode.DISK;
        }
        return told instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.INTERNAL;
    }

    /** A part that cannot start says why in its own words; which kind of reason it was, only the cause tells. */
    private static ExitCode exitCodeOfCause(Throwable told) {
        for (Throwable cause : causes(told)) {
            if (cause instanceof KafkaException) {
                return ExitCode.KAFKA;
            }
            if (cause instanceof IOException) {
                return ExitCode.DISK;
            }
        }
        return ExitCode.INTERNAL;
    }

    /** The outermost failure that was made to be read by people; wrappers of threads and libraries are passed over. */
    private static Throwable tellingCause(Throwable failure) {
        for (Throwable cause : causes(failure)) {
            if (isTelling(cause) || isFullDisk(cause)) {
                return cause;
            }
        }
        return failure;
    }

    private static boolean isTelling(Throwable cause) {
        return cause instanceof CommandException
                || cause instanceof FrameSourceException
                || cause instanceof FaceKitException
                || cause instanceof ModelException
                || cause instanceof FaceDetectorException
                || cause instanceof InferenceException
                || cause instanceof IngestException
                || cause instanceof FeedException
                || cause instanceof DashboardException
                || cause instanceof ForbiddenException
                || cause instanceof TopicException
                || cause instanceof SchemaRegistryException
                || cause instanceof BindException;
    }

    private static boolean isFullDisk(Throwable cause) {
        return cause instanceof IOException
                && cause.getMessage() != null
                && cause.getMessage().contains("No space left on device");
    }

    private static Set<Throwable> causes(Throwable failure) {
        Set<Throwable> causes = new LinkedHashSet<>();
        for (@Nullable Throwable cause = failure; cause != null && causes.add(cause); cause = cause.getCause()) {
            // adding is all there is to do
        }
        return causes;
    }
}
