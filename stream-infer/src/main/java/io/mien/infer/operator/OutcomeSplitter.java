package io.mien.infer.operator;

import io.mien.infer.accounting.Account;
import io.mien.infer.accounting.CountName;
import io.mien.infer.accounting.Ledger;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.element.EncodedFrame;
import io.mien.infer.element.EncodingOutcome;
import io.mien.infer.element.RejectedFrame;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.schemas.DeadLetterReason;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Sends rejected frames to the dead letters and the rest on. Counts both: here, after the asynchronous operator, each
 * outcome passes once, whereas the function inside it is called again for what was in flight at a failure.
 */
public final class OutcomeSplitter extends ProcessFunction<EncodingOutcome, EncodingOutcome>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private static final String STAGE = "encoder";

    private final SharedResource<Ledger> ledger;

    private transient @Nullable Running running;

    /**
     * @param ledger where frames are counted
     */
    public OutcomeSplitter(SharedResource<Ledger> ledger) {
        this.ledger = ledger;
    }

    /** What lives from {@link #initializeState} to {@link #close}. */
    private record Running(Leases leases, Account account) {}

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not open");
        }
        return running;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        running = Leases.open(leases ->
                new Running(leases, Account.open(STAGE, leases.acquire(ledger), getRuntimeContext(), context)));
    }

    @Override
    public void processElement(EncodingOutcome outcome, Context context, Collector<EncodingOutcome> out) {
        if (outcome instanceof RejectedFrame rejected && rejected.reason() == DeadLetterReason.ERASED) {
            running().account().count(CountName.notSampled(NotSampledReason.ERASED));
            return;
        }
        if (outcome instanceof RejectedFrame rejected) {
            running().account().count(CountName.deadLettered(rejected.reason()));
            context.output(DeadLetters.OUTPUT, DeadLetters.of(rejected, STAGE));
            return;
        }
        if (outcome instanceof EncodedFrame) {
            running().account().count(CountName.ENCODED);
        }
        out.collect(outcome);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        running().account().snapshot();
    }

    @Override
    public void close() {
        if (running != null) {
            running.leases().close();
            running = null;
        }
    }
}
