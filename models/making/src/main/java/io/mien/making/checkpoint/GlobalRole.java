package io.mien.making.checkpoint;

import java.util.Map;
import java.util.Optional;

/**
 * Says what the names that a pickled checkpoint may mention stand for. All other names are refused where they are
 * mentioned.
 */
enum GlobalRole {
    ORDERED_DICT,
    SET,
    REBUILD_TENSOR,
    REBUILD_PARAMETER,
    /** {@code torch.FloatStorage} and the like: only ever part of a storage's identity. */
    STORAGE,
    /** {@code torch.Size}: a tuple. */
    SIZE,
    /** Builds something that no weight depends on. */
    OPAQUE,
    /** TorchScript's typed lists and tags: as their first argument. */
    AS_FIRST_ARGUMENT,
    /** A class whose objects are their attributes. */
    CLASS;

    /** Says which names a file may mention. */
    enum Scope {
        /** What the published training scripts save. */
        TORCH_SAVE,
        /** The archive's own classes besides. */
        TORCHSCRIPT
    }

    private static final Map<String, GlobalRole> EVERYWHERE = Map.ofEntries(
            Map.entry("collections.OrderedDict", ORDERED_DICT),
            Map.entry("builtins.set", SET),
            Map.entry("__builtin__.set", SET),
            Map.entry("torch._utils._rebuild_tensor", REBUILD_TENSOR),
            Map.entry("torch._utils._rebuild_tensor_v2", REBUILD_TENSOR),
            Map.entry("torch._utils._rebuild_parameter", REBUILD_PARAMETER),
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
        return Optional.ofNullable(role);
    }
}
