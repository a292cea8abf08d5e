package io.mien.cli.alerts;

import io.mien.dashboard.AlertSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of all commands that serve the page: what is looked after. */
public final class AlertOptions {
    @Option(
            names = "--alerts",
            paramLabel = "FILE",
            description = "Rules of alerts and webhooks that are told of them (docs/alerts.md).")
    @Nullable
    Path file;

    /**
     * What the file says; nothing without one.
     *
     * @throws io.mien.cli.terminal.CommandException if it makes no sense
     */
    public AlertSettings settings() {
        return file == null ? AlertSettings.NONE : AlertFile.read(file, System.getenv());
    }
}
