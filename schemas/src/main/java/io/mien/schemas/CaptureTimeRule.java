package io.mien.schemas;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which capture times a clock can show. Clients count in the wrong unit, or send what they have instead of a time; such a
 * record is refused with a hint at the slip, since its frames would lie within milliseconds of each other, or nowhere, and
 * would vanish without a word.
 *
 * @param futureTolerance how far a time may lie ahead of this machine's clock, at least 0
 */
public record CaptureTimeRule(Duration futureTolerance) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** No camera is older; earlier times would bring the grid of cells near the ends of a long. */
    private static final Instant EARLIEST = Instant.parse("1800-01-01T00:00:00Z");

    /** No clock of a client shows less: the slips are times of this century in a unit that is too large. */
    private static final Instant EARLIEST_SLIP = Instant.parse("2000-01-01T00:00:00Z");

    /**
     * The hours in which wrong numbers land: -1 and 0, seconds since a machine's start, and the seconds and milliseconds of
     * any date until 2100. Nothing was filmed for a computer then.
     */
    private static final Instant NO_TIME_FROM = Instant.parse("1969-12-31T00:00:00Z");

    private static final Instant NO_TIME_TO = Instant.parse("1970-02-20T00:00:00Z");

    private static final long MILLIS_A_SECOND = 1_000;
    private static final long MICROS_A_SECOND = 1_000_000;
    private static final long NANOS_A_SECOND = 1_000_000_000;

    public CaptureTimeRule {
        if (futureTolerance.isNegative()) {
            throw new IllegalArgumentException("future tolerance: " + futureTolerance + " (expected: at least PT0S)");
        }
    }

    /**
     * Holds a time against the rule.
     *
     * @param now by this machine's clock
     * @throws RefusedRecordException if no clock shows it
     */
    public void check(Instant capturedAt, Instant now) throws RefusedRecordException {
        Instant latest = now.plus(futureTolerance);
        if (capturedAt.isAfter(latest)) {
            throw new RefusedRecordException(
                    DeadLetterReason.CAPTURED_IN_FUTURE,
                    "captured_at: " + capturedAt + " (expected: at most " + futureTolerance
                            + " ahead of this machine's clock)" + hint(capturedAt, latest));
        }
        if (capturedAt.isBefore(EARLIEST)) {
            throw new RefusedRecordException(
                    DeadLetterReason.INVALID_RECORD,
                    "captured_at: " + capturedAt + " (expected: not before " + EARLIEST + ")");
        }
        if (!capturedAt.isBefore(NO_TIME_FROM) && capturedAt.isBefore(NO_TIME_TO)) {
            throw new RefusedRecordException(
                    DeadLetterReason.INVALID_RECORD,
                    "captured_at: " + capturedAt
                            + " (expected: microseconds since 1970-01-01T00:00:00Z, of a clock that is set)"
                            + hint(capturedAt, latest));
        }
    }

    private static String hint(Instant capturedAt, Instant latest) {
        return slip(capturedAt, latest, MILLIS_A_SECOND, "milliseconds", "multiply by 1,000")
                .or(() -> slip(capturedAt, latest, 1, "seconds", "multiply by 1,000,000"))
                .or(() -> slip(capturedAt, latest, NANOS_A_SECOND, "nanoseconds", "divide by 1,000"))
                .orElse("");
    }

    /** The hint, if the number is a time of this century in the other unit. */
    private static Optional<String> slip(
            Instant capturedAt, Instant latest, long unitsASecond, String unit, String mend) {
        long number = capturedAt.getEpochSecond() * MICROS_A_SECOND + capturedAt.getNano() / MILLIS_A_SECOND;
        long meant = number / unitsASecond;
        return meant < EARLIEST_SLIP.getEpochSecond() || meant > latest.getEpochSecond()
                ? Optional.empty()
                : Optional.of("; as " + unit + " it would be " + Instant.ofEpochSecond(meant) + ": if it is meant so, "
                        + mend);
    }
}
