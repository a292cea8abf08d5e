package io.mien.cli.terminal;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a failure as one sentence and an exit code. */
public final class FailureReport {
    private static final Logger log = LoggerFactory.getLogger(FailureReport.class);

    private FailureReport() {}

    /** Prints the sentence and returns the exit code. */
    public static int print(Throwable failure, PrintWriter terminal) {
        Throwable told = tellingCause(failure);
        ExitCode code = exitCode(failure, told);
        ProgressLine.finish(terminal);
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
            case OK, USAGE, INPUT, KAFKA, PORT, MODEL, UNHEALTHY, ENDPOINT, LITTLE -> message;
        };
    }

    private static ExitCode exitCode(Throwable failure, Throwable told) {
        if (causes(failure).stream().anyMatch(FailureReport::isFullDisk)) {
            return ExitCode.DISK;
        }
        if (told instanceof CommandException command) {
            return command.exitCode();
        }
        ExitCode code = ExitCode.of(FailureKind.of(told));
        return code == ExitCode.INTERNAL && told instanceof IllegalArgumentException ? ExitCode.USAGE : code;
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
        return cause instanceof CommandException || cause instanceof ToldFailure || cause instanceof BindException;
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
