package io.mien.training.engine;

import io.mien.models.ModelException;
import io.mien.models.tensorflow.TensorFlowRuntime;
import java.util.List;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * Options of what a graph is computed with.
 *
 * @param device the processor or the first graphics card
 * @param threads that one operation is spread over. The same number gives the same weights, bit for bit; another one adds
 *     up in another order
 */
public record ComputeOptions(Device device, int threads) {

    /** The device that a graph is computed on. */
    public enum Device {
        CPU,
        /** Memory is taken as it is needed, not all at once. */
        GPU
    }

    public ComputeOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: at least 1)");
        }
    }

    /** The processor, one thread. */
    public static ComputeOptions single() {
        return new ComputeOptions(Device.CPU, 1);
    }

    /** One operation after the other on the processor: their order is part of the result. */
    ConfigProto toProto() {
        return switch (device) {
            case CPU -> TensorFlowRuntime.inCallersThread(threads).build();
            case GPU -> {
                List<String> devices = TensorFlowRuntime.devices();
                if (devices.stream().noneMatch(name -> name.startsWith("GPU"))) {
                    throw new ModelException("device gpu: TensorFlow sees " + devices
                            + " (expected: a graphics card with its driver, and a build with"
                            + " -Dtensorflow.native=linux-x86_64-gpu)");
                }
                yield ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads)
                        .setUsePerSessionThreads(true)
                        .setAllowSoftPlacement(true)
                        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
                        .build();
            }
        };
    }
}
