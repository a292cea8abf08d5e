package io.mien.infer.operator;

import io.mien.infer.accounting.Account;
import io.mien.infer.accounting.CountName;
import io.mien.infer.accounting.Ledger;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.shared.SharedResource;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordDeserializer;
import io.mien.schemas.wire.SchemaHeader;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.flink.api.common.functions.OpenContext;
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

    private transient SharedResource.@Nullable Lease<SchemaRegistry> registryLease;
    private transient @Nullable Account account;
    private transient @Nullable RecordDeserializer<FaceFrame> deserializer;
    private transient @Nullable FaceFrameRules rules;
    private transient int attempt;

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

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        account = Account.open(STAGE, ledger, getRuntimeContext(), context);
        attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
        account.ledger().begin(attempt);
    }

    @Override
    public void open(OpenContext context) {
        registryLease = registry.acquire();
        deserializer = new RecordDeserializer<>(FaceFrame.class, registryLease.get());
        rules = new FaceFrameRules(limits, InstantSource.system());
    }

    @Override
    public void processElement(SourceRecord source, Context context, Collector<GuardedFrame> out) {
        Account counts = Opened.require(account);
        counts.count(CountName.READ);
        try {
            out.collect(guarded(source));
        } catch (RefusedRecordException e) {
            reject(source, e, context);
        }
        // Last, because whoever waits for this position wants the record to be under way.
        counts.ledger().read(source.partition(), source.offset(), attempt);
    }

    private GuardedFrame guarded(SourceRecord source) throws RefusedRecordException {
        try {
            FaceFrame frame = Opened.require(deserializer).read(source.value(), source.header(SchemaHeader.NAME));
            Opened.require(rules).check(frame, source);
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
        Opened.require(account).count(CountName.deadLettered(refusal.reason()));
        context.output(DeadLetters.OUTPUT, DeadLetters.of(source, refusal, STAGE));
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        Opened.require(account).snapshot();
    }

    @Override
    public void close() {
        Opened.close(registryLease);
        Opened.close(account);
    }
}
