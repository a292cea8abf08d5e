package io.mien.infer.audit;

import io.mien.infer.Recomputation;
import io.mien.infer.audit.AuditReport.Divergence;
import io.mien.infer.audit.ReadingComparison.Outcome;
import io.mien.infer.audit.RecordingSurvey.Published;
import io.mien.infer.freshness.AdmissionPolicy;
import io.mien.infer.freshness.RecordedPolicy;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.ModelRuntime;
import io.mien.models.packages.GoldenCheck;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.InstructionSet;
import io.mien.models.tensorflow.PrecisionChoice;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.recording.Damage;
import io.mien.recording.RecordedRecord;
import io.mien.recording.Recording;
import io.mien.recording.RecordingException;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.sealing.KeyAccess;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.sealing.StreamKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Computes the readings of a recording again, with the job's own operators and the circumstances that the readings state, and
 * compares. Needs nothing but the recording and the model package. Used once, by one thread.
 */
public final class Audit {
    /**
     * By which probabilities may differ where bits cannot be compared: measured, code of other instructions and batches of other
     * sizes differ by up to 2e-6, and logits of other models by 5e-5.
     */
    public static final double TOLERANCE_ACROSS_MACHINES = 1e-4;

    private final Recording recording;
    private final ModelPackage model;
    private final OptionalDouble tolerance;
    private final KeyAccess keys;
    private final Path temporary;
    private final Consumer<String> said;
    private final List<AuditedReading> audited = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    /** Windows whose readings another model made: a job whose model was replaced publishes each of one model only. */
    private final Set<Window> ofOtherModels = new HashSet<>();

    /** One subject's window. */
    private record Window(String streamId, String subjectId, Instant start, Instant end) {
        static Window of(ExpressionReading reading) {
            return new Window(
                    reading.getStreamId(), reading.getSubjectId(), reading.getWindowStart(), reading.getWindowEnd());
        }
    }

    private @Nullable AuditedReading first;
    private @Nullable ExpressionReading firstPublished;
    private @Nullable ExpressionReading firstComputed;

    /**
     * @param recording to be audited
     * @param model that its readings are said to be made by
     * @param tolerance by which a probability may differ; empty for none where bits can be compared, and where not for
     *     {@link #TOLERANCE_ACROSS_MACHINES}, or that of the package's self-check if one of both is in bfloat16
     * @param keys that open what is sealed
     * @param temporary a folder for Flink's files; made if absent
     * @param said takes what is to be known before the readings are computed, a sentence each
     */
    public Audit(
            Recording recording,
            ModelPackage model,
            OptionalDouble tolerance,
            KeyAccess keys,
            Path temporary,
            Consumer<String> said) {
        this.keys = keys;
        this.recording = recording;
        this.model = model;
        this.tolerance = tolerance;
        this.temporary = temporary;
        this.said = said;
    }

    /**
     * Audits.
     *
     * @throws io.mien.models.ModelException if the model cannot be run
     * @throws ChangedRecordingException if the recording holds no reading of this model, and was changed
     * @throws RecordingException if it holds none as it was recorded
     * @throws io.mien.infer.InferenceException if the readings cannot be computed
     */
    public AuditReport run() throws InterruptedException {
        RecordingSurvey survey;
        try (StreamKeys opened = keys.open()) {
            survey = RecordingSurvey.of(recording, opened);
        }
        survey.erased().ifPresent(this::remark);
        if (survey.published().isEmpty() && survey.frames() == 0) {
            throw nothing(survey, "holds no frames and no readings", "some of each");
        }
        Map<Circumstances, Integer> circumstances = circumstances(survey);
        if (circumstances.isEmpty()) {
            throw nothing(
                    survey,
                    "holds no reading of model " + model.manifest().name() + " "
                            + model.manifest().version() + ", "
                            + model.manifest().savedModelDigest(),
                    "one; its readings name " + recording.manifest().models());
        }
        Circumstances usual = circumstances.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
        ModelRunnerFactory factory = new SavedModelRunnerFactory(model.folder(), options(usual));
        ModelRuntime runtime;
        try (ModelRunner runner = factory.open()) {
            runtime = runner.runtime();
        }
        double widest = 0;
        for (Circumstances each : circumstances.keySet()) {
            widest = Math.max(widest, audit(survey, each, runtime, factory));
        }
        return report(survey, usual, runtime, widest);
    }

    /** What computes as the readings say that they were computed, as far as this processor can. */
    static RunnerOptions options(Circumstances circumstances) {
        Optional<InstructionSet> wanted = InstructionSet.of(circumstances.instructionSet())
                .filter(set -> set.name().equals(circumstances.instructionSet()))
                .filter(set ->
                        InstructionSet.best().filter(best -> best.includes(set)).isPresent());
        if (circumstances.isInBfloat16()) {
            // Never with limited instructions: the two do not go together, and no reading was made so.
            return new RunnerOptions(Math.max(1, circumstances.threads())).withPrecision(PrecisionChoice.BFLOAT16);
        }
        RunnerOptions options = new RunnerOptions(Math.max(1, circumstances.threads()));
        return wanted.map(options::withInstructionSet).orElse(options);
    }

    /** Where bits cannot be compared. */
    static double toleranceOf(Circumstances made, ModelRuntime here) {
        return made.isInBfloat16() || !made.precision().equals(here.precision())
                ? GoldenCheck.BFLOAT16_PROBABILITY_TOLERANCE
                : TOLERANCE_ACROSS_MACHINES;
    }

    private RuntimeException nothing(RecordingSurvey survey, String lacks, String expected) {
        List<Damage> changes =
                survey.damages().stream().filter(Damage::isChange).toList();
        return changes.isEmpty()
                ? new RecordingException(
                        "recording " + recording.folder() + ": " + lacks + " (expected: " + expected + ")")
                : new ChangedRecordingException(recording, lacks, changes);
    }

    /** How many readings of this model were made under which circumstances; those of other models are set apart. */
    private Map<Circumstances, Integer> circumstances(RecordingSurvey survey) {
        Map<Circumstances, Integer> found = new LinkedHashMap<>();
        survey.published().forEach((id, published) -> {
            ExpressionReading reading = survey.reading(published.record());
            if (isOfModel(reading)) {
                found.merge(Circumstances.of(reading), 1, Integer::sum);
            } else {
                ofOtherModels.add(Window.of(reading));
                add(
                        Verdict.INCOMPARABLE,
                        reading,
                        "made by model " + reading.getModel().getName() + " "
                                + reading.getModel().getVersion() + ", "
                                + reading.getModel().getSavedModelDigest());
            }
        });
        return found;
    }

    private boolean isOfModel(ExpressionReading reading) {
        ModelManifest manifest = model.manifest();
        return reading.getModel().getSavedModelDigest().equals(manifest.savedModelDigest())
                && reading.getModel().getPreprocessingDigest().equals(manifest.preprocessingDigest());
    }

    /** Audits the readings that were made under these circumstances; returns the tolerance. */
    private double audit(
            RecordingSurvey survey, Circumstances circumstances, ModelRuntime runtime, ModelRunnerFactory factory)
            throws InterruptedException {
        List<String> obstacles = obstacles(circumstances, runtime);
        double allowed = tolerance.orElse(obstacles.isEmpty() ? 0 : toleranceOf(circumstances, runtime));
        remark(
                obstacles.isEmpty()
                        ? "bits can be compared: " + describe(circumstances)
                        : "bits cannot be compared: " + String.join("; ", obstacles)
                                + "; probabilities are held against a tolerance of " + allowed);
        if (!circumstances.stated()) {
            remark(
                    "the readings do not say how their windows were laid: the usual slide and evidence are taken for it");
        }
        ReadingComparison comparison = new ReadingComparison(allowed);
        Set<String> seen = new HashSet<>();
        AdmissionPolicy admission =
                new RecordedPolicy(circumstances.windows(), survey.passedOver().cells());
        Recomputation.run(recording, circumstances.settings(), factory, admission, keys, temporary, computed -> {
            if (seen.add(computed.getReadingId())) {
                take(survey, circumstances, comparison, computed);
            }
        });
        survey.published().forEach((id, published) -> {
            ExpressionReading reading = survey.reading(published.record());
            if (!seen.contains(id)
                    && isOfModel(reading)
                    && Circumstances.of(reading).equals(circumstances)) {
                Optional<String> erasure = survey.erasure(reading);
                if (erasure.isPresent()) {
                    add(Verdict.ERASED, reading, erasure.get());
                    return;
                }
                Optional<String> excuse = survey.missingFrames(reading);
                AuditedReading invented = add(
                        excuse.isPresent() ? Verdict.INCOMPARABLE : Verdict.INVENTED,
                        reading,
                        excuse.orElse("published, but its frames do not give it"));
                note(invented, reading, null);
            }
        });
        return allowed;
    }

    private void take(
            RecordingSurvey survey,
            Circumstances circumstances,
            ReadingComparison comparison,
            ExpressionReading computed) {
        Published published = survey.published().get(computed.getReadingId());
        if (published == null && ofOtherModels.contains(Window.of(computed))) {
            // It is in the report as the other model's.
            return;
        }
        if (published == null) {
            Optional<String> erasure = survey.erasure(computed);
            if (erasure.isPresent()) {
                add(Verdict.ERASED, computed, erasure.get());
                return;
            }
            Optional<String> excuse = survey.excusesAbsence(computed);
            AuditedReading missing = add(
                    excuse.isPresent() ? Verdict.INCOMPARABLE : Verdict.MISSING,
                    computed,
                    excuse.orElse("its frames give it, but it was not published"));
            note(missing, null, computed);
            return;
        }
        ExpressionReading reading = survey.reading(published.record());
        if (isOfModel(reading) && !Circumstances.of(reading).equals(circumstances)) {
            // The same window laid by a job with other settings, whose turn is another.
            return;
        }
        if (RecordSeal.isSealed(reading)) {
            add(Verdict.ERASED, reading, survey.erasure(reading).orElse("the reading is erased"));
            return;
        }
        Outcome outcome = comparison.compare(reading, computed);
        for (RecordedRecord other : published.others()) {
            Outcome otherOutcome = comparison.compare(survey.reading(other), computed);
            if (otherOutcome.verdict().compareTo(outcome.verdict()) > 0) {
                outcome = otherOutcome;
                reading = survey.reading(other);
            }
        }
        Optional<String> erasure = outcome.verdict() == Verdict.DIVERGED ? survey.erasure(reading) : Optional.empty();
        if (erasure.isPresent()) {
            add(Verdict.ERASED, reading, erasure.get());
            return;
        }
        Optional<String> excuse =
                outcome.verdict() == Verdict.DIVERGED ? survey.missingFrames(reading) : Optional.empty();
        AuditedReading compared = add(
                excuse.isPresent() ? Verdict.INCOMPARABLE : outcome.verdict(),
                reading,
                excuse.orElse(outcome.difference()));
        note(compared, reading, computed);
    }

    private AuditedReading add(Verdict verdict, ExpressionReading reading, String explanation) {
        AuditedReading added = new AuditedReading(
                verdict,
                reading.getReadingId(),
                reading.getStreamId(),
                reading.getSubjectId(),
                reading.getWindowStart(),
                reading.getWindowEnd(),
                explanation);
        audited.add(added);
        return added;
    }

    private void note(
            AuditedReading reading, @Nullable ExpressionReading published, @Nullable ExpressionReading computed) {
        if (reading.verdict().isContradiction()
                && (first == null || AuditedReading.BY_TIME.compare(reading, first) < 0)) {
            first = reading;
            firstPublished = published;
            firstComputed = computed;
        }
    }

    private void remark(String remark) {
        remarks.add(remark);
        said.accept(remark);
    }

    private static String describe(Circumstances made) {
        return "batches padded to " + made.batch() + ", " + made.instructionSet() + ", " + made.threads()
                + " thread an operation, TensorFlow " + made.tensorFlowVersion() + " on " + made.device() + " in "
                + made.precision();
    }

    /** Why equal input need not give equal bits; none if it must. */
    private static List<String> obstacles(Circumstances made, ModelRuntime here) {
        List<String> obstacles = new ArrayList<>();
        if (!made.padded()) {
            obstacles.add(
                    "the readings were made without --exact, so their last bits depend on who shared their batch");
        }
        difference("TensorFlow", made.tensorFlowVersion(), here.tensorFlowVersion())
                .ifPresent(obstacles::add);
        difference("device", made.device(), here.device()).ifPresent(obstacles::add);
        difference("precision", made.precision(), here.precision()).ifPresent(obstacles::add);
        if (made.instructionSet().isEmpty()) {
            obstacles.add("the readings do not name the instruction set that they were made with");
        } else {
            difference("instruction set", made.instructionSet(), here.instructionSet())
                    .ifPresent(obstacles::add);
        }
        if (made.threads() != 0) {
            difference("threads", Integer.toString(made.threads()), Integer.toString(here.threads()))
                    .ifPresent(obstacles::add);
        }
        return obstacles;
    }

    private static Optional<String> difference(String what, String made, String here) {
        return made.equals(here) ? Optional.empty() : Optional.of(what + " was " + made + " and is " + here);
    }

    private AuditReport report(RecordingSurvey survey, Circumstances usual, ModelRuntime runtime, double widest) {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        audited.forEach(reading -> counts.merge(reading.verdict(), 1L, Long::sum));
        audited.sort(AuditedReading.BY_TIME);
        Optional<Divergence> divergence = Optional.ofNullable(first)
                .map(reading -> new Divergence(
                        reading,
                        firstPublished,
                        firstComputed,
                        FramesBehindReading.find(recording, usual.windows(), reading)));
        return new AuditReport(
                recording.sha256(),
                model.manifest().name() + " " + model.manifest().version(),
                model.manifest().savedModelDigest(),
                "TensorFlow " + runtime.tensorFlowVersion() + ", " + runtime.device() + ", " + runtime.precision()
                        + ", " + runtime.instructionSet(),
                remarks,
                widest,
                survey.frames(),
                survey.published().size(),
                survey.repeated(),
                counts,
                audited,
                survey.damages(),
                divergence);
    }
}
