package io.mien.infer.group;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Hands out no partition before the job holds its group, and ends the job when another has taken it. In the coordinator's
 * thread, as all of an enumerator; only the lease is waited for in another.
 */
final class LeasedEnumerator<S extends SourceSplit, E> implements SplitEnumerator<S, E> {
    private static final long LOOK_EVERY_MILLIS = 1_000;
    /** Brokers may be away for longer than any bound; closing the enumerator ends the wait. */
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private final SplitEnumerator<S, E> enumerator;
    private final SplitEnumeratorContext<S> context;
    private final Map<String, String> client;
    private final String groupId;
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable GroupLease lease;
    private boolean held;

    LeasedEnumerator(
            SplitEnumerator<S, E> enumerator,
            SplitEnumeratorContext<S> context,
            Map<String, String> client,
            String groupId) {
        this.enumerator = enumerator;
        this.context = context;
        this.client = client;
        this.groupId = groupId;
    }

    @Override
    public void start() {
        GroupLease requested = GroupLease.request(client, groupId);
        lease = requested;
        context.callAsync(
                () -> {
                    requested.await(FOR_EVER);
                    return requested;
                },
                (answered, failure) -> begin(requested, failure));
    }

    private void begin(GroupLease requested, @Nullable Throwable failure) {
        failOf(failure);
        held = true;
        enumerator.start();
        // Those that registered meanwhile and are still there.
        context.registeredReaders().keySet().forEach(enumerator::addReader);
        waiting.forEach(Runnable::run);
        waiting.clear();
        context.callAsync(
                () -> {
                    requested.requireHeld();
                    return requested;
                },
                (answered, loss) -> failOf(loss),
                LOOK_EVERY_MILLIS,
                LOOK_EVERY_MILLIS);
    }

    private static void failOf(@Nullable Throwable failure) {
        if (failure instanceof GroupTakenException) {
            // The job ends and says why, instead of starting over and over.
            throw new SuppressRestartsException(failure);
        }
        if (failure != null) {
            throw new FlinkRuntimeException("the job's group cannot be held: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void addReader(int subtaskId) {
        if (held) {
            enumerator.addReader(subtaskId);
        }
    }

    @Override
    public void handleSplitRequest(int subtaskId, @Nullable String requesterHostname) {
        whenHeld(() -> enumerator.handleSplitRequest(subtaskId, requesterHostname));
    }

    @Override
    public void addSplitsBack(List<S> splits, int subtaskId) {
        whenHeld(() -> enumerator.addSplitsBack(splits, subtaskId));
    }

    @Override
    public void handleSourceEvent(int subtaskId, SourceEvent sourceEvent) {
        whenHeld(() -> enumerator.handleSourceEvent(subtaskId, sourceEvent));
    }

    private void whenHeld(Runnable step) {
        if (held) {
            step.run();
        } else {
            waiting.add(step);
        }
    }

    @Override
    public E snapshotState(long checkpointId) throws Exception {
        return enumerator.snapshotState(checkpointId);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        enumerator.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        enumerator.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void close() throws IOException {
        if (lease != null) {
            lease.close();
        }
        enumerator.close();
    }
}
