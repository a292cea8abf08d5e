package io.mien.failures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import org.junit.jupiter.api.Test;

final class FailureKindTest {
    @Test
    void anExceptionThatIsToldSaysItsKindItself() {
        assertThat(FailureKind.of(new BadModel())).isEqualTo(FailureKind.MODEL);
    }

    @Test
    void whatTheJdkThrowsIsKnown() {
        assertThat(FailureKind.of(new BindException("taken"))).isEqualTo(FailureKind.PORT);
        assertThat(FailureKind.of(new IOException("gone"))).isEqualTo(FailureKind.DISK);
        assertThat(FailureKind.of(new UncheckedIOException(new IOException("gone"))))
                .isEqualTo(FailureKind.DISK);
        assertThat(FailureKind.of(new UncheckedIOException(new BindException("taken"))))
                .isEqualTo(FailureKind.PORT);
    }

    @Test
    void anyOtherIsAFaultOfMiensOwnAndItsCausesDoNotCount() {
        assertThat(FailureKind.of(new IllegalStateException(new IOException("gone"))))
                .isEqualTo(FailureKind.INTERNAL);
    }

    @Test
    void theFirstCauseThatTellsCounts() {
        Throwable failure = new IllegalStateException(new IllegalArgumentException(new BadModel()));
        assertThat(FailureKind.ofCause(failure)).isEqualTo(FailureKind.MODEL);
        assertThat(FailureKind.ofCause(new IllegalStateException("why"))).isEqualTo(FailureKind.INTERNAL);
        assertThat(FailureKind.ofCause(null)).isEqualTo(FailureKind.INTERNAL);
    }

    @Test
    void causesThatGoInACircleEnd() {
        IllegalStateException first = new IllegalStateException("first");
        first.initCause(new IllegalStateException("second", first));
        assertThat(FailureKind.ofCause(first)).isEqualTo(FailureKind.INTERNAL);
    }

    private static final class BadModel extends RuntimeException implements ToldFailure {
        private static final long serialVersionUID = 1L;

        @Override
        public FailureKind failureKind() {
            return FailureKind.MODEL;
        }
    }
}
