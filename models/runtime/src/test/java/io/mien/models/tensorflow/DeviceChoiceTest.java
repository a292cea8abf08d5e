package io.mien.models.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.models.UnavailableDeviceException;
import io.mien.models.tensorflow.DeviceChoice.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeviceChoiceTest {
    private static final List<String> WITHOUT = List.of("CPU:0");
    private static final List<String> WITH = List.of("CPU:0", "GPU:1", "GPU:0");

    @Test
    void takesTheFirstGraphicsCardIfOneIsAskedFor() {
        assertThat(new DeviceChoice(Kind.GPU, false).select(() -> WITH)).isEqualTo("GPU:0");
        assertThat(new DeviceChoice(Kind.GPU, true).select(() -> WITH)).isEqualTo("GPU:0");
    }

    @Test
    void refusesToDoWithoutTheGraphicsCardThatWasAskedFor() {
        assertThatThrownBy(() -> new DeviceChoice(Kind.GPU, false).select(() -> WITHOUT))
                .isInstanceOf(UnavailableDeviceException.class)
                .hasMessageContaining("TensorFlow sees [CPU:0]")
                .hasMessageContaining("-Pgpu");
    }

    @Test
    void fallsBackToTheProcessorIfThatIsAllowed() {
        assertThat(new DeviceChoice(Kind.GPU, true).select(() -> WITHOUT)).isEqualTo("CPU:0");
    }

    @Test
    void takesTheProcessorIfItIsAskedForWhateverElseThereIs() {
        assertThat(DeviceChoice.CPU.select(() -> WITH)).isEqualTo("CPU:0");
    }
}
