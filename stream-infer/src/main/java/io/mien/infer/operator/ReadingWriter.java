package io.mien.infer.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.infer.accounting.Account;
import io.mien.infer.accounting.CountName;
import io.mien.infer.accounting.Ledger;
import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.deployment.ModelDescription;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.RecordHeader;
import io.mien.infer.element.ScoredClip;
import io.mien.infer.shared.Leases;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.ClipComposer;
import io.mien.schemas.CloudEventHeaders;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Makes readings of scored clips, and records of {@code expressions} of readings. */
public final class ReadingWriter extends RichFlatMapFunction<ScoredClip, OutgoingRecord>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final String batchShape;
    private final ClipComposer windows;
    private final String purpose;
    private final SharedResource<SchemaRegistry> registry;
    private final SharedResource<LoadedModels> models;
    private final SharedResource<Ledger> ledger;

    private transient @Nullable Running running;

    /**
     * @param batchShape how batches are formed, in words
     * @param windows how they are made
     * @param purpose what the operator declared
     * @param registry of the readings' schema
     * @param models whose manifests and runtimes are stamped on the readings
     * @param ledger where readings are counted
     */
    public ReadingWriter(
            String batchShape,
            ClipComposer windows,
            String purpose,
            SharedResource<SchemaRegistry> registry,
            SharedResource<LoadedModels> models,
            SharedResource<Ledger> ledger) {
        this.batchShape = batchShape;
        this.windows = windows;
        this.purpose = purpose;
        this.registry = registry;
        this.models = models;
        this.ledger = ledger;
    }

    /** What lives from {@link #initializeState} to {@link #close}. */
    private record Running(
            Leases leases,
            Account account,
            RecordSerializer<ExpressionReading> serializer,
            LoadedModels models,
            Map<ModelDescription, ReadingComposer> composers,
            ShadowComparison shadow) {}

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not open");
        }
        return running;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        running = Leases.open(leases -> new Running(
                leases,
                Account.open("readings", leases.acquire(ledger), getRuntimeContext(), context),
                new RecordSerializer<>(ExpressionReading.class, Topic.EXPRESSIONS, leases.acquire(registry)),
                leases.acquire(models),
                new IdentityHashMap<>(),
                new ShadowComparison(getRuntimeContext().getMetricGroup())));
    }

    private ReadingComposer composer(long model) {
        return running()
                .composers()
                .computeIfAbsent(
                        running().models().description(model),
                        described -> new ReadingComposer(
                                described.manifest(), described.runtime(), batchShape, windows, purpose));
    }

    @Override
    public void flatMap(ScoredClip scored, Collector<OutgoingRecord> out) {
        if (scored.clip().shadow()) {
            running().shadow().compare(scored, running().models());
            return;
        }
        running().shadow().published(scored);
        out.collect(record(composer(scored.clip().model()).compose(scored)));
    }

    private OutgoingRecord record(ExpressionReading reading) {
        running().account().count(CountName.readings(reading.getStatus()));
        List<RecordHeader> headers = new ArrayList<>();
        CloudEventHeaders.of(reading).forEach((name, value) -> headers.add(new RecordHeader(name, value)));
        running().serializer().headers().forEach((name, value) -> headers.add(new RecordHeader(name, value)));
        return new OutgoingRecord(
                Topic.EXPRESSIONS.topicName(),
                reading.getStreamId().getBytes(UTF_8),
                running().serializer().serialize(reading),
                headers);
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
