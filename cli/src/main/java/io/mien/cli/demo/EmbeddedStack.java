package io.mien.cli.demo;

import io.mien.broker.EmbeddedBroker;
import io.mien.cli.feeds.Feeds;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.StopSignal;
import io.mien.dashboard.Dashboard;
import io.mien.infer.InferenceApplication;
import io.mien.infer.InferenceStatus;
import io.mien.ingest.IngestApplication;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the whole system in this process: broker, registry, topics, feeds, ingest, inference and page.
 */
public final class EmbeddedStack implements AutoCloseable {
    private final Path folder;
    private final LoopbackPorts ports;
    private final OpenedParts parts;
    private final EmbeddedBroker broker;
    private final Dashboard dashboard;
    private final IngestApplication ingest;
    private final InferenceApplication inference;
    private final Feeds feeds;

    EmbeddedStack(
            Path folder,
            LoopbackPorts ports,
            OpenedParts parts,
            EmbeddedBroker broker,
            Dashboard dashboard,
            IngestApplication ingest,
            InferenceApplication inference,
            Feeds feeds) {
        this.folder = folder;
        this.ports = ports;
        this.parts = parts;
        this.broker = broker;
        this.dashboard = dashboard;
        this.ingest = ingest;
        this.inference = inference;
        this.feeds = feeds;
    }

    /**
     * Starts everything, or nothing.
     *
     * @param stop looked at between the steps
     * @throws IOException if the folder cannot be written
     * @throws java.util.concurrent.CancellationException if the stop signal is given before all is started
     */
    public static EmbeddedStack start(StackPlan plan, StopSignal stop) throws IOException {
        return StackStart.run(plan, stop);
    }

    /**
     * Throws if the broker has given up.
     *
     * @throws CommandException that says so
     */
    static void requireHealth(EmbeddedBroker broker, Path folder) {
        Optional<String> failure = broker.failure();
        if (failure.isPresent()) {
            throw new CommandException(
                    ExitCode.DISK,
                    "the embedded broker has given up, most likely because the disk of " + folder
                            + " is full or failing (free some space, or name another folder with TMPDIR)");
        }
    }

    /**
     * Throws if a part has given up for good.
     *
     * @throws CommandException that says which
     */
    void requireHealth() {
        doWithoutLostBroker();
        requireHealth(broker, folder);
        if (ingest.state() == IngestApplication.State.FAILED) {
            throw new CommandException(
                    ExitCode.INTERNAL, "ingest has stopped: " + ingest.failure().orElse("no reason given"));
        }
        if (inference.status() == InferenceStatus.FAILED) {
            throw new CommandException(ExitCode.INTERNAL, "the inference job has stopped");
        }
    }

    /**
     * Used if the broker is gone: the ingest would ask it for leave and wait for the answer, and the page would
     * complain of having none.
     */
    private void doWithoutLostBroker() {
        if (broker.failure().isPresent()) {
            parts.closeFirst(dashboard);
            ingest.abandon();
        }
    }

    /** Ends the feeds and the ingest: what is in {@code face-frames} then is all that there will be. */
    void endInput() {
        parts.closeFirst(feeds);
        parts.closeFirst(ingest);
    }

    public Map<String, String> kafka() {
        return ports.kafka();
    }

    public SchemaRegistrySettings schemas() {
        return ports.schemas();
    }

    public String bootstrapServers() {
        return ports.bootstrapServers();
    }

    public URI registryUrl() {
        return ports.registryUrl();
    }

    URI pageUrl() {
        return dashboard.url();
    }

    Dashboard dashboard() {
        return dashboard;
    }

    public IngestApplication ingest() {
        return ingest;
    }

    public InferenceApplication inference() {
        return inference;
    }

    Feeds feeds() {
        return feeds;
    }

    /** Stops everything: the feeds, then the others in the opposite order of starting. */
    @Override
    public void close() {
        parts.closeFirst(feeds);
        doWithoutLostBroker();
        parts.close();
    }
}
