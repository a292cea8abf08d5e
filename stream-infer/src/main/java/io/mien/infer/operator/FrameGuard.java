package io.mien.infer.operator;

import io.mien.infer.accounting.Account;
import io.mien.infer.accounting.CountName;
import io.mien.infer.accounting.Ledger;
import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Reads the input's records and lets the good ones pass; the others leave by {@link DeadLetters#OUTPUT}. */
public final class FrameGuard extends ProcessFunction<SourceRecord, GuardedFrame> implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private static final String STAGE = "guard";

    private final GuardLimits limits;
    private final SharedResource<SchemaRegistry> registry;
    private final SharedResource<Ledger> ledger;

    private transient @Nullable Running running;

    /**
     * @param limits what a frame may be
     * @param registry of the records' schemas
     * @param ledger where records are counted
     */
    public FrameGuard(GuardLimits limits, SharedResource<SchemaRegistry> registry, SharedResource<Ledger> ledger) {
        this.limits = limits;
        this.registry = registry;
        this.ledger = ledger;
    }

    /** What lives from {@link #initializeState} to {@link #close}. */
    private record Running(
            Leases leases,
            Account account,
            int attempt,
            RecordDeserializer<FaceFrame> deserializer,
            FaceFrameRules rules) {}

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not open");
        }
        return running;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        int attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
        running = Leases.open(leases -> new Running(
                leases,
                Account.open(STAGE, leases.acquire(ledger), getRuntimeContext(), context),
                attempt,
                new RecordDeserializer<>(FaceFrame.class, leases.acquire(registry)),
                new FaceFrameRules(limits, InstantSource.system())));
        running.account().ledger().begin(attempt);
    }

    @Override
    public void processElement(SourceRecord source, Context context, Collector<GuardedFrame> out) {
        Account counts = running().account();
        counts.count(CountName.READ);
        try {
            out.collect(guarded(source));
        } catch (RefusedRecordException e) {
            reject(source, e, context);
        }
        // Last, because a caller that waits for this position wants the record to be under way.
        counts.ledger().read(source.partition(), source.offset(), running().attempt());
    }

    private GuardedFrame guarded(SourceRecord source) throws RefusedRecordException {
        Running parts = running();
        try {
            FaceFrame frame = parts.deserializer().read(source.value(), source.header(SchemaHeader.NAME));
            RecordSeal.requireOpen(frame);
            parts.rules().check(frame, source);
            return guarded(frame, source);
        } catch (RuntimeException e) {
            throw RefusedRecordException.unexpected(e);
        }
    }

    private static GuardedFrame guarded(FaceFrame frame, SourceRecord source) {
        return new GuardedFrame(
                source,
                new SubjectKey(frame.getStreamId(), frame.getSubjectId()),
                frame.getSequence(),
                micros(frame.getCapturedAt()),
                frame.getTrackEnded());
    }

    /** ChronoUnit.MICROS.between counts in nanoseconds on Java 17, and overflows for times before 1677. */
    private static long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    private void reject(SourceRecord source, RefusedRecordException refusal, Context context) {
        if (refusal.reason() == DeadLetterReason.ERASED) {
            // Nobody can ever read it, and a whole stream's frames may be so: no letter for each.
            running().account().count(CountName.notSampled(NotSampledReason.ERASED));
            return;
        }
        running().account().count(CountName.deadLettered(refusal.reason()));
        context.output(DeadLetters.OUTPUT, DeadLetters.of(source, refusal, STAGE));
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
