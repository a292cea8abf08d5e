package io.mien.making.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the names stand for that a pickled checkpoint mentions. None is ever looked up. Those that would run programs are refused
 * where they are mentioned; all that are not listed are inert: what a file makes of them is a name with attributes.
 */
enum GlobalRole {
    ORDERED_DICT,
    SET,
    /** A dict with a default, which is its first argument. */
    DEFAULT_DICT,
    REBUILD_TENSOR,
    REBUILD_PARAMETER,
    /** {@code _rebuild_from_type_v2}: another call, and attributes that the tensor has besides. */
    REBUILD_FROM_TYPE,
    /** {@code torch.FloatStorage} and the like: only ever part of a storage's identity. */
    STORAGE,
    /** {@code torch.Size}: a tuple. */
    SIZE,
    /** Builds something that no weight depends on. */
    OPAQUE,
    /** TorchScript's typed lists and tags: as their first argument. */
    AS_FIRST_ARGUMENT,
    /** A class whose objects are their attributes. */
    CLASS,
    /** Anything else, of whatever library or script: its objects are what the file says of them. */
    INERT;

    /** Which names a file may mention. */
    enum Scope {
        /** Whatever training scripts save. */
        TORCH_SAVE,
        /** What weights need, and the archive's own classes. */
        TORCHSCRIPT
    }

    private static final Map<String, GlobalRole> EVERYWHERE = Map.ofEntries(
            Map.entry("collections.OrderedDict", ORDERED_DICT),
            Map.entry("collections.defaultdict", DEFAULT_DICT),
            Map.entry("builtins.set", SET),
            Map.entry("__builtin__.set", SET),
            Map.entry("torch._utils._rebuild_tensor", REBUILD_TENSOR),
            Map.entry("torch._utils._rebuild_tensor_v2", REBUILD_TENSOR),
            Map.entry("torch._utils._rebuild_parameter", REBUILD_PARAMETER),
            Map.entry("torch._utils._rebuild_parameter_with_state", REBUILD_PARAMETER),
            Map.entry("torch._tensor._rebuild_from_type_v2", REBUILD_FROM_TYPE),
            Map.entry("torch.Size", SIZE),
            Map.entry("torch.device", OPAQUE),
            // NumPy's arrays and numbers, of versions before and after 2; text is how protocol 2 writes their bytes.
            Map.entry("_codecs.encode", OPAQUE),
            Map.entry("builtins.bytes", OPAQUE),
            Map.entry("__builtin__.bytes", OPAQUE),
            Map.entry("numpy.dtype", OPAQUE),
            Map.entry("numpy.ndarray", OPAQUE),
            Map.entry("numpy.core.multiarray._reconstruct", OPAQUE),
            Map.entry("numpy._core.multiarray._reconstruct", OPAQUE),
            Map.entry("numpy.core.multiarray.scalar", OPAQUE),
            Map.entry("numpy._core.multiarray.scalar", OPAQUE),
            // The published training script's own record of accuracies.
            Map.entry("__main__.RecorderMeter", CLASS));

    private static final Map<String, GlobalRole> IN_TORCHSCRIPT = Map.of(
            "torch.jit._pickle.build_intlist", AS_FIRST_ARGUMENT,
            "torch.jit._pickle.build_doublelist", AS_FIRST_ARGUMENT,
            "torch.jit._pickle.build_boollist", AS_FIRST_ARGUMENT,
            "torch.jit._pickle.build_tensorlist", AS_FIRST_ARGUMENT,
            "torch.jit._pickle.restore_type_tag", AS_FIRST_ARGUMENT);

    /** Modules of Python that run programs, open files or reach the network: no weights need them, under whatever name. */
    private static final Set<String> HARMFUL_MODULES = Set.of(
            "os",
            "posix",
            "nt",
            "subprocess",
            "sys",
            "pty",
            "socket",
            "shutil",
            "ctypes",
            "importlib",
            "runpy",
            "webbrowser");

    private static final Set<String> HARMFUL_BUILTINS =
            Set.of("eval", "exec", "execfile", "compile", "open", "input", "__import__", "breakpoint", "globals");

    /** What a name stands for, or nothing if it may not be mentioned. */
    static Optional<GlobalRole> of(String module, String name, Scope scope) {
        String qualified = module + "." + name;
        GlobalRole role = EVERYWHERE.get(qualified);
        if (role == null
                && module.equals("torch")
                && TensorElementType.ofStorageClass(name).isPresent()) {
            role = STORAGE;
        }
        if (role == null && scope == Scope.TORCHSCRIPT) {
            // The archive's classes exist in its own code folder only, which is never read.
            role = module.equals("__torch__") || module.startsWith("__torch__.")
                    ? CLASS
                    : IN_TORCHSCRIPT.get(qualified);
        }
        if (role == null && scope == Scope.TORCH_SAVE && !isHarmful(module, name)) {
            role = INERT;
        }
        return Optional.ofNullable(role);
    }

    /** Dotted names hide one module in another: {@code torch.os.system}. */
    private static boolean isHarmful(String module, String name) {
        boolean ofBuiltins = module.equals("builtins") || module.equals("__builtin__");
        return (ofBuiltins && HARMFUL_BUILTINS.contains(name))
                || Stream.of(module.split("\\."), name.split("\\."))
                        .flatMap(Stream::of)
                        .anyMatch(HARMFUL_MODULES::contains);
    }
}
