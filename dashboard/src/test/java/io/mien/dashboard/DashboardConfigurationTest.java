package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DashboardConfigurationTest {
    private static final String TOKEN = "correct-horse-battery";

    private final DashboardConfiguration defaults = DashboardConfiguration.defaults(
            Map.of("bootstrap.servers", "127.0.0.1:9092", "sasl.jaas.config", "secret"));

    @Test
    void defaultsAreForThisMachineOnly() {
        assertThat(defaults.host()).isEqualTo("127.0.0.1");
        assertThat(defaults.port()).isEqualTo(8080);
        assertThat(defaults.accessToken()).isNull();
        assertThat(defaults.lookBack()).isEqualTo(Duration.ofMinutes(10));
        assertThat(defaults.historyLength()).isEqualTo(240);
        assertThat(defaults.forgetAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(defaults.registry().url()).isNull();
    }

    @Test
    void nothingListensBeyondThisMachineWithoutAToken() {
        assertThatThrownBy(() -> defaults.withHost("0.0.0.0", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "dashboard host: 0.0.0.0 (expected: an address of the loopback interface, or an access token,"
                                + " so that no stranger reads the page)");
        assertThat(defaults.withHost("0.0.0.0", TOKEN).host()).isEqualTo("0.0.0.0");
        assertThat(defaults.withHost("localhost", null).host()).isEqualTo("localhost");
        assertThat(defaults.withHost("::1", null).host()).isEqualTo("::1");
    }

    @Test
    void aTokenThatCanBeGuessedOrSentInNoHeaderIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> defaults.withHost("0.0.0.0", "hunter2"))
                .hasMessage("dashboard access token: 7 characters (expected: at least 16)");
        assertThatThrownBy(() -> defaults.withHost("0.0.0.0", "correct horse battery"))
                .hasMessageContaining("printable ASCII without blanks")
                .hasMessageNotContaining("horse");
    }

    @Test
    void aHostThatIsNoneIsNamed() {
        assertThatThrownBy(() -> defaults.withHost("no such host", null))
                .hasMessageContaining("dashboard host: no such host");
    }

    @Test
    void valuesOutOfRangeAreNamedWithWhatWasExpected() {
        assertThatThrownBy(() -> defaults.withPort(70_000)).hasMessage("dashboard port: 70000 (expected: 0 to 65535)");
        assertThatThrownBy(() -> new DashboardConfiguration(
                        defaults.host(),
                        defaults.port(),
                        defaults.kafka(),
                        defaults.registry(),
                        defaults.lookBack(),
                        0,
                        defaults.history(),
                        defaults.forgetAfter(),
                        null,
                        AlertSettings.NONE))
                .hasMessageContaining("dashboard history: 0");
        assertThatThrownBy(() -> defaults.withLookBack(Duration.ofSeconds(-1)))
                .hasMessageContaining("look-back: PT-1S");
        assertThatThrownBy(() -> DashboardConfiguration.defaults(Map.of()))
                .hasMessage("dashboard kafka: [] (expected: bootstrap.servers)");
    }

    @Test
    void neitherTokensNorPasswordsAreInItsText() {
        assertThat(defaults.withHost("0.0.0.0", TOKEN).toString())
                .doesNotContain(TOKEN, "secret")
                .contains("accessToken=set");
    }
}
