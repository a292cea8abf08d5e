package io.mien.models.tensorflow;

import io.mien.models.UnavailableDeviceException;
import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device that a model is to be computed on.
 *
 * @param kind of the device
 * @param fallback whether the processor will do where there is no graphics card; without effect if the processor is
 *     asked for
 */
public record DeviceChoice(Kind kind, boolean fallback) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(DeviceChoice.class);
    private static final String CPU_NAME = "CPU:0";

    /** The processor, whatever else there is. */
    public static final DeviceChoice CPU = new DeviceChoice(Kind.CPU, false);

    /** Kinds of devices. */
    public enum Kind {
        CPU,
        /** The first graphics card that TensorFlow sees. */
        GPU
    }

    /**
     * Chooses the device to compute on, by TensorFlow's name, for example {@code GPU:0}. The log says if it falls back.
     *
     * @param available the names of all that TensorFlow sees; asked for only if they matter
     * @throws UnavailableDeviceException if there is no such device and no other will do
     */
    String select(Supplier<List<String>> available) {
        return switch (kind) {
            case CPU -> CPU_NAME;
            case GPU -> {
                List<String> devices = available.get();
                yield devices.stream()
                        .filter(name -> name.startsWith("GPU:"))
                        .sorted()
                        .findFirst()
                        .orElseGet(() -> withoutGpu(devices));
            }
        };
    }

    private String withoutGpu(List<String> devices) {
        if (!fallback) {
            throw new UnavailableDeviceException("device GPU: TensorFlow sees " + devices
                    + " (expected: a graphics card with its driver, and a build with -Pgpu;"
                    + " or leave to fall back to the processor)");
        }
        log.warn(
                "device GPU: TensorFlow sees {}; FALLING BACK to {}, as was allowed: readings come slower",
                devices,
                CPU_NAME);
        return CPU_NAME;
    }
}
