package io.mien.infer.operator;

import io.mien.infer.accounting.InferenceCounters;
import io.mien.infer.accounting.Ledger;
import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.element.CellEvent;
import io.mien.infer.element.Clip;
import io.mien.infer.element.EncodingOutcome;
import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.ScoredClip;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import io.mien.infer.freshness.AdmissionPolicy;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.window.ClipComposer;
import io.mien.infer.window.EvidenceRule;
import io.mien.infer.window.SlidingWindows;
import io.mien.models.ModelRunnerFactory;
import io.mien.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * The job's operators without a cluster: all records go through the first, then what came of them through the next. At the
 * end the clock passes the idle timeout, so that no frame waits for another.
 */
@SuppressWarnings("try") // Flink's harnesses may be interrupted while they are closed
final class StagedJob implements AutoCloseable {
    private static final ClipComposer COMPOSER = new ClipComposer(SlidingWindows.DEFAULT, EvidenceRule.DEFAULT);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final long MODEL_PATIENCE_MILLIS = 60_000;
    private static final int IN_FLIGHT = 64;

    private final SharedResource<SchemaRegistry> registry;
    private final SharedResource<LoadedModels> model;
    private final SharedResource<Ledger> ledger = new SharedResource<>(Ledger::new);
    private final SharedResource.Lease<Ledger> ledgerLease = ledger.acquire();
    private final List<OutgoingRecord> deadLetters = new ArrayList<>();

    /**
     * @param registry of the records' schemas
     * @param runners of the model
     */
    StagedJob(SharedResource.Opening<SchemaRegistry> registry, ModelRunnerFactory runners) {
        this.registry = new SharedResource<>(registry);
        this.model = TestModels.shared(runners);
    }

    /** The readings that come of these records. */
    List<OutgoingRecord> readings(List<SourceRecord> records) throws Exception {
        List<Clip> clips = keyed(
                new ClipAssembler(COMPOSER, IDLE), EncodingOutcome::subject, Clip.TYPE, encode(sample(guard(records))));
        List<ScoredClip> scored = asynchronous(new ClipClassifier(model), Clip.TYPE, ScoredClip.TYPE, clips);
        return plain(
                new StreamFlatMap<>(new ReadingWriter("test", COMPOSER, "test", registry, model, ledger)),
                OutgoingRecord.TYPE,
                scored);
    }

    List<GuardedFrame> guard(List<SourceRecord> records) throws Exception {
        return plain(
                new ProcessOperator<>(new FrameGuard(GuardLimits.DEFAULT, registry, ledger)),
                GuardedFrame.TYPE,
                records);
    }

    private List<CellEvent> sample(List<GuardedFrame> frames) throws Exception {
        return keyed(
                new CellSampler(SlidingWindows.DEFAULT, IDLE, ledger, AdmissionPolicy.ALL),
                GuardedFrame::subject,
                CellEvent.TYPE,
                frames);
    }

    List<EncodingOutcome> encode(List<CellEvent> events) throws Exception {
        List<EncodingOutcome> outcomes = asynchronous(
                new FrameEncoder(GuardLimits.DEFAULT, EvidenceRule.DEFAULT.smallestFace(), registry, model, null),
                CellEvent.TYPE,
                EncodingOutcome.TYPE,
                events);
        return plain(new ProcessOperator<>(new OutcomeSplitter(ledger)), EncodingOutcome.TYPE, outcomes);
    }

    /** What all operators set aside so far. */
    List<OutgoingRecord> deadLetters() {
        return deadLetters;
    }

    InferenceCounters counters() {
        return ledgerLease.get().counters();
    }

    private <I, O> List<O> plain(OneInputStreamOperator<I, O> operator, TypeInformation<O> out, List<I> elements)
            throws Exception {
        try (OneInputStreamOperatorTestHarness<I, O> harness = new OneInputStreamOperatorTestHarness<>(operator)) {
            return run(harness, out, elements);
        }
    }

    private <I, O> List<O> keyed(
            KeyedProcessFunction<SubjectKey, I, O> function,
            KeySelector<I, SubjectKey> key,
            TypeInformation<O> out,
            List<I> elements)
            throws Exception {
        try (KeyedOneInputStreamOperatorTestHarness<SubjectKey, I, O> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(function), key, SubjectKey.TYPE)) {
            List<O> output = run(harness, out, elements);
            harness.setProcessingTime(IDLE.toMillis() + 1);
            return output;
        }
    }

    private <I, O> List<O> asynchronous(
            AsyncFunction<I, O> function, TypeInformation<I> in, TypeInformation<O> out, List<I> elements)
            throws Exception {
        try (OneInputStreamOperatorTestHarness<I, O> harness = new OneInputStreamOperatorTestHarness<>(
                new AsyncWaitOperatorFactory<>(
                        function, MODEL_PATIENCE_MILLIS, IN_FLIGHT, AsyncDataStream.OutputMode.ORDERED),
                serializer(in))) {
            return run(harness, out, elements);
        }
    }

    private <I, O> List<O> run(
            OneInputStreamOperatorTestHarness<I, O> harness, TypeInformation<O> out, List<I> elements)
            throws Exception {
        harness.setup(serializer(out));
        harness.open();
        for (I element : elements) {
            harness.processElement(element, 0);
        }
        harness.endInput();
        Iterable<StreamRecord<OutgoingRecord>> aside = harness.getSideOutput(DeadLetters.OUTPUT);
        if (aside != null) {
            aside.forEach(letter -> deadLetters.add(letter.getValue()));
        }
        return List.copyOf(harness.extractOutputValues());
    }

    private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
        return type.createSerializer(new SerializerConfigImpl());
    }

    @Override
    public void close() {
        ledgerLease.close();
    }
}
