package io.mien.cli.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/**
 * Sends log lines to their place: Mien's own warnings to the terminal, everything to a file if one is given. The
 * libraries' chatter stays out of the terminal, since Mien says in a sentence what matters of it.
 */
public final class Logging {
    private static final String OWN = "io.mien";
    private static final String TERMINAL_PATTERN = "mien: %msg%n%nopex";
    private static final String FILE_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n";

    private Logging() {}

    public static void toTerminal() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> terminal = new ConsoleAppender<>();
        terminal.setTarget("System.err");
        ThresholdFilter warnings = new ThresholdFilter();
        warnings.setLevel(Level.WARN.levelStr);
        warnings.start();
        terminal.addFilter(warnings);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        Logger own = context.getLogger(OWN);
        own.setLevel(Level.WARN);
        own.addAppender(started(terminal, context, TERMINAL_PATTERN));
    }

    /**
     * Logs for a process that nobody watches: lines with a time, Mien's own from the level INFO up, and the libraries'
     * warnings.
     */
    public static void ofService() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(started(console, context, FILE_PATTERN));
        root.setLevel(Level.WARN);
        context.getLogger(OWN).setLevel(Level.INFO);
    }

    /**
     * Adds a file, with everything from the level INFO up.
     *
     * @throws IOException if it cannot be written
     */
    public static void toFile(Path file) throws IOException {
        // Logback would only tell itself.
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                .close();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(started(appender, context, FILE_PATTERN));
        root.setLevel(Level.INFO);
        context.getLogger(OWN).setLevel(Level.INFO);
    }

    private static Appender<ILoggingEvent> started(
            OutputStreamAppender<ILoggingEvent> appender, LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
