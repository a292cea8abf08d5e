package io.mien.infer.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.infer.element.Clip;
import io.mien.infer.element.Clip.Evidence;
import io.mien.infer.element.FrameReference;
import io.mien.infer.element.ScoredClip;
import io.mien.infer.window.ClipComposer;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRuntime;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FrameBox;
import io.mien.schemas.avro.FramesUsed;
import io.mien.schemas.avro.InputCoordinates;
import io.mien.schemas.avro.LabelSetReference;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.avro.RuntimeReference;
import io.mien.schemas.avro.WindowRule;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the published reading of a scored clip, with the evidence that it rests on. Not safe for use by many threads. */
final class ReadingComposer {
    /** Half of SHA-256: an id must not repeat by chance, and nobody gains by making it. */
    private static final int ID_BYTES = 16;

    private final ModelManifest manifest;
    private final LabelSetReference labelSet;
    private final ModelReference model;
    private final RuntimeReference runtime;
    private final WindowRule windowing;
    private final String purpose;
    private final MessageDigest digest;

    ReadingComposer(
            ModelManifest manifest, ModelRuntime runtime, String batchShape, ClipComposer windows, String purpose) {
        this.manifest = manifest;
        this.labelSet = new LabelSetReference(
                manifest.labelSet().name(), manifest.labelSet().labels());
        this.model = new ModelReference(
                manifest.name(),
                manifest.version(),
                manifest.savedModelDigest(),
                manifest.preprocessingDigest(),
                manifest.untrained());
        this.runtime = new RuntimeReference(
                runtime.tensorFlowVersion(),
                runtime.device(),
                runtime.precision(),
                batchShape,
                runtime.instructionSet(),
                runtime.threads());
        this.windowing = new WindowRule(
                windows.windows().cells(),
                windows.windows().slideCells() * windows.windows().cellMicros(),
                windows.rule().minimumFrames(),
                windows.rule().toleratedPadding());
        this.purpose = purpose;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    ExpressionReading compose(ScoredClip scored) {
        Clip clip = scored.clip();
        Evidence evidence = clip.evidence();
        FrameReference first = evidence.first();
        FrameReference last = evidence.last();
        return ExpressionReading.newBuilder()
                .setReadingId(id(clip))
                .setStreamId(clip.subject().streamId())
                .setSubjectId(clip.subject().subjectId())
                .setWindowStart(time(clip.windowStart()))
                .setWindowEnd(time(clip.windowEnd()))
                .setStatus(status(evidence.sufficiency()))
                .setReason(evidence.reason())
                .setLabelSet(labelSet)
                .setProbabilities(list(scored.probabilities()))
                .setTopLabel(topLabel(scored.probabilities()))
                .setFrames(new FramesUsed(first.sequence(), last.sequence(), evidence.count(), evidence.padded()))
                .setWindowing(windowing)
                .setLastBox(last.cameraBox() == null ? null : last.cameraBox().toAvro())
                .setInput(new InputCoordinates(last.topic(), last.partition(), first.offset(), last.offset()))
                .setModel(model)
                .setRuntime(runtime)
                .setPurpose(last.purpose() == null ? purpose : last.purpose())
                .setJobPurpose(last.purpose() == null || last.purpose().equals(purpose) ? null : purpose)
                .setProducedAt(time(scored.producedAt()))
                .setSourcePosition(
                        first.source() == null
                                ? null
                                : clip.windowStart() - first.source().start())
                .setSourceSession(first.source() == null ? null : first.source().session())
                .setBoxes(boxes(evidence))
                .setSkippedCells(evidence.skipped().isEmpty() ? null : evidence.skipped())
                .build();
    }

    private static @Nullable List<FrameBox> boxes(Evidence evidence) {
        return evidence.places().isEmpty()
                ? null
                : evidence.places().stream()
                        .map(place -> new FrameBox(place.sequence(), place.box().toAvro()))
                        .toList();
    }

    /** Each text is preceded by its length, so that no two readings have the same bytes. */
    private String id(Clip clip) {
        digest.reset();
        addText(clip.subject().streamId());
        addText(clip.subject().subjectId());
        digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(clip.windowStart())
                .putLong(clip.windowEnd())
                .array());
        addText(model.getSavedModelDigest());
        addText(model.getPreprocessingDigest());
        return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    }

    private void addText(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private @Nullable String topLabel(float[] probabilities) {
        if (probabilities.length == 0) {
            return null;
        }
        return manifest.labelSet().labels().get(manifest.labelSet().likeliest(probabilities));
    }

    private static ReadingStatus status(Evidence.Sufficiency sufficiency) {
        return switch (sufficiency) {
            case SUFFICIENT -> ReadingStatus.OK;
            case DEGRADED -> ReadingStatus.DEGRADED;
            case ABSTAIN -> ReadingStatus.ABSTAINED;
        };
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
