package io.mien.models.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TensorFlowRuntimeTest {

    @Test
    void saysItsVersionAndDevices() {
        assertThat(TensorFlowRuntime.version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(TensorFlowRuntime.devices()).contains("CPU:0");
    }
}
