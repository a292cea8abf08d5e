package io.mien.models.tensorflow;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.mien.models.ModelException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * TensorFlow's native library, loaded once a process and in one place.
 *
 * <p>It reads its environment, so three variables are set before it loads, unless the user set them:
 *
 * <ul>
 *   <li>{@code TF_ENABLE_ONEDNN_OPTS=1}, without which linear layers in PyTorch's layout are up to three times slower on
 *       CPUs where TensorFlow leaves it off;
 *   <li>{@code TF_OVERRIDE_GLOBAL_THREADPOOL=1}, without which the process's first session decides for all how many
 *       threads an operation is spread over, and so how its sums are split and rounded;
 *   <li>{@code TF_CPP_MIN_LOG_LEVEL=2}, without which it writes about its CPU features to standard error.
 * </ul>
 *
 * Java cannot change its own environment, hence the call of the C library.
 *
 * <p>Everything here that touches TensorFlow calls {@link #load()} first.
 */
public final class TensorFlowRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(TensorFlowRuntime.class);
    private static final String ONEDNN = "TF_ENABLE_ONEDNN_OPTS";
    private static final String LIMIT = "ONEDNN_MAX_CPU_ISA";
    private static final String LIMIT_OLD = "DNNL_MAX_CPU_ISA";

    /** Values of the limit that leave bfloat16's instructions in. */
    private static final Set<String> UNLIMITED =
            Set.of("DEFAULT", "ALL", "AVX512_CORE_BF16", "AVX512_CORE_FP16", "AVX512_CORE_AMX", "AVX512_CORE_AMX_FP16");

    private static final String UNKNOWN = "unknown";

    /** Guarded by this class. */
    private static @Nullable InstructionSet limit;

    /** Guarded by this class. */
    private static boolean loading;

    private TensorFlowRuntime() {}

    /** The C library's part that is used. */
    private interface Environment extends Library {
        // The name and the signature are the C library's.
        int setenv(String name, String value, int overwrite);
    }

    /** Loads the library once, at its first use. */
    private static final class Loaded {
        static final String VERSION = loadNow();

        private static String loadNow() {
            setUnlessSet(ONEDNN, "1");
            setUnlessSet("TF_OVERRIDE_GLOBAL_THREADPOOL", "1");
            setUnlessSet("TF_CPP_MIN_LOG_LEVEL", "2");
            return TensorFlow.version();
        }
    }

    /**
     * Loads TensorFlow if it is not loaded yet.
     *
     * @throws UnsatisfiedLinkError if there is no native library for this machine
     */
    public static void load() {
        load(null);
    }

    /**
     * The same, with code of some instructions only; oneDNN then is on, whatever the environment says. It decides once a
     * process.
     *
     * @param wanted null for whatever is loaded, or the best
     * @throws ModelException if TensorFlow was loaded with others, or this processor lacks them
     */
    public static void load(@Nullable InstructionSet wanted) {
        synchronized (TensorFlowRuntime.class) {
            if (wanted != null && !loading) {
                limit = wanted;
                set(ONEDNN, "1", true);
                set(LIMIT, wanted.name(), true);
            }
            loading = true;
        }
        String unused = version();
        if (wanted != null && !instructionSet().equals(wanted.name())) {
            throw new ModelException(
                    "instruction set: " + instructionSet() + " (expected: " + wanted
                            + "; this processor has to have it, and this process may not have loaded a model without it before)");
        }
    }

    /**
     * The instructions that the processor's code is made of, by oneDNN's names, for example {@code AVX512_CORE}; with {@code
     * without oneDNN} if it is switched off; {@code unknown} if it cannot be told.
     */
    public static synchronized String instructionSet() {
        String switched = "0".equals(System.getenv(ONEDNN)) && limit == null ? " without oneDNN" : "";
        Optional<InstructionSet> allowed = limit == null
                ? Optional.ofNullable(System.getenv(LIMIT))
                        .or(() -> Optional.ofNullable(System.getenv(LIMIT_OLD)))
                        .flatMap(InstructionSet::of)
                : Optional.of(limit);
        return InstructionSet.best()
                        .map(best -> allowed.filter(best::includes).orElse(best).name())
                        .orElse(UNKNOWN)
                + switched;
    }

    /**
     * Why this process may not compute in bfloat16, whatever the processor: with instructions that are limited it would end
     * in native code, and without oneDNN it would be slower than in float32. Empty if it may. Loads nothing.
     */
    static synchronized Optional<String> bfloat16Obstacle() {
        if (limit != null) {
            return Optional.of("this process's instructions are limited to " + limit);
        }
        for (String variable : List.of(LIMIT, LIMIT_OLD)) {
            String value = System.getenv(variable);
            if (value != null && !value.isBlank() && !UNLIMITED.contains(value.toUpperCase(Locale.ROOT))) {
                return Optional.of(variable + "=" + value + " limits the instructions");
            }
        }
        return "0".equals(System.getenv(ONEDNN)) ? Optional.of(ONEDNN + "=0 switches oneDNN off") : Optional.empty();
    }

    /** TensorFlow's version, for example {@code 2.18.0}. */
    public static String version() {
        synchronized (TensorFlowRuntime.class) {
            loading = true;
        }
        return Loaded.VERSION;
    }

    /** What TensorFlow can compute on, for example {@code CPU:0}. */
    public static List<String> devices() {
        load();
        try (PointerScope scope = new PointerScope()) {
            TF_Status status = TF_Status.newStatus();
            scope.attach(status);
            TF_Graph graph = TF_Graph.newGraph();
            TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
            // Else looking would already take all the memory of a graphics card.
            byte[] settings = ConfigProto.newBuilder()
                    .setGpuOptions(growingMemory())
                    .build()
                    .toByteArray();
            tensorflow.TF_SetConfig(options, new BytePointer(settings), settings.length, status);
            status.throwExceptionIfNotOK();
            TF_Session session = TF_Session.newSession(graph, options, status);
            status.throwExceptionIfNotOK();
            TF_DeviceList devices = tensorflow.TF_SessionListDevices(session, status);
            status.throwExceptionIfNotOK();
            try {
                return IntStream.range(0, tensorflow.TF_DeviceListCount(devices))
                        .mapToObj(i ->
                                tensorflow.TF_DeviceListName(devices, i, status).getString())
                        .map(name -> name.substring(name.indexOf("device:") + "device:".length()))
                        .toList();
            } finally {
                tensorflow.TF_DeleteDeviceList(devices);
            }
        }
    }

    /**
     * Settings of a session that computes on the processor, one operation after the other in the thread that calls it. A
     * session with threads of its own would not: it hands each call to a pool as large as the machine.
     *
     * @param intraOpThreads threads that one operation is spread over
     */
    public static ConfigProto.Builder inCallersThread(int intraOpThreads) {
        return ConfigProto.newBuilder()
                .putDeviceCount("GPU", 0)
                .setIntraOpParallelismThreads(intraOpThreads)
                .setInterOpParallelismThreads(-1);
    }

    /** A graphics card's memory is taken as it is needed; the process's first session decides for all. */
    static GPUOptions growingMemory() {
        return GPUOptions.newBuilder().setAllowGrowth(true).build();
    }

    private static void setUnlessSet(String name, String value) {
        set(name, value, false);
    }

    private static void set(String name, String value, boolean overwrite) {
        if (Platform.isWindows()) {
            return; // has no setenv, and TensorFlow Java has no library for it
        }
        try {
            Native.load(Platform.C_LIBRARY_NAME, Environment.class).setenv(name, value, overwrite ? 1 : 0);
        } catch (UnsatisfiedLinkError e) {
            LOG.warn("{}={} could not be set: models may run slower (set it in the environment)", name, value, e);
        }
    }
}
