package io.mien.dashboard;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading in a subject's history, as small as it can be: a thousand subjects have hundreds each. Immutable. */
final class PackedPoint {
    private static final double STEPS = 10_000;

    private final long revision;
    private final ReadingStatus status;
    /** One a label, in ten-thousandths: a page draws no more than this; null if it abstained. */
    private final short @Nullable [] shares;

    /** @param revision of the state that it came with */
    PackedPoint(ExpressionReading reading, long revision) {
        this.revision = revision;
        this.status = reading.getStatus();
        this.shares = status == ReadingStatus.ABSTAINED ? null : packed(reading.getProbabilities());
    }

    private static short[] packed(List<Float> probabilities) {
        short[] shares = new short[probabilities.size()];
        for (int label = 0; label < shares.length; label++) {
            shares[label] = (short) Math.round(probabilities.get(label) * STEPS);
        }
        return shares;
    }

    boolean isAfter(long since) {
        return revision > since;
    }

    StateView.Point view(Instant windowEnd) {
        return new StateView.Point(windowEnd.toEpochMilli(), status.name(), shares == null ? null : unpacked(shares));
    }

    private static List<Double> unpacked(short[] shares) {
        List<Double> probabilities = new ArrayList<>(shares.length);
        for (short share : shares) {
            probabilities.add(share / STEPS);
        }
        return probabilities;
    }
}
