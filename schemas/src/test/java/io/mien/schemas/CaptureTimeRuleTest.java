package io.mien.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTimeRuleTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final CaptureTimeRule RULE = new CaptureTimeRule(Duration.ofMinutes(1));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1895-12-28T21:00:00Z",
                "1969-07-20T20:17:40Z",
                "1970-03-01T00:00:00Z",
                "1999-12-31T23:59:59Z",
                "2026-11-29T12:00:59Z"
            })
    void aTimeThatAClockCanShowPasses(String time) {
        assertThatCode(() -> RULE.check(Instant.parse(time), NOW)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "1795953600000, milliseconds, '2026-11-29T12:00:00Z', 'multiply by 1,000'",
        "946684800000, milliseconds, '2000-01-01T00:00:00Z', 'multiply by 1,000'",
        "1795953600, seconds, '2026-11-29T12:00:00Z', 'multiply by 1,000,000'",
        "1795953600000000000, nanoseconds, '2026-11-29T12:00:00Z', 'divide by 1,000'"
    })
    void aTimeInAnotherUnitIsRefusedWithTheUnitItIsProbablyIn(long number, String unit, String meant, String mend) {
        RefusedRecordException refusal = refusal(number);

        assertThat(refusal)
                .hasMessageContaining("as " + unit + " it would be " + meant + ": if it is meant so, " + mend);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, 40_000, 5_000_000, 86_400_000_000L})
    void whatIsNoTimeAtAllIsRefusedWithWhatWasExpected(long number) {
        RefusedRecordException refusal = refusal(number);

        assertThat(refusal.reason()).isEqualTo(DeadLetterReason.INVALID_RECORD);
        assertThat(refusal)
                .hasMessageEndingWith("(expected: microseconds since 1970-01-01T00:00:00Z, of a clock that is set)");
    }

    @Test
    void theFutureIsRefusedUnderItsOwnReason() {
        RefusedRecordException refusal =
                refusal(ChronoUnit.MICROS.between(Instant.EPOCH, NOW.plus(Duration.ofMinutes(2))));

        assertThat(refusal.reason()).isEqualTo(DeadLetterReason.CAPTURED_IN_FUTURE);
        assertThat(refusal).hasMessageEndingWith("(expected: at most PT1M ahead of this machine's clock)");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE})
    void theEndsOfTheScaleAreRefusedInWords(long number) {
        assertThat(refusal(number)).hasMessageStartingWith("captured_at: ");
    }

    private static RefusedRecordException refusal(long micros) {
        Instant time =
                Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
        return Objects.requireNonNull(catchThrowableOfType(RefusedRecordException.class, () -> RULE.check(time, NOW)));
    }
}
