package io.mien.making.checkpoint;

import io.mien.making.checkpoint.PickledValue.Constant;
import io.mien.making.checkpoint.PickledValue.Dict;
import io.mien.making.checkpoint.PickledValue.Global;
import io.mien.making.checkpoint.PickledValue.Instance;
import io.mien.making.checkpoint.PickledValue.Items;
import io.mien.making.checkpoint.PickledValue.Opaque;
import io.mien.making.checkpoint.PickledValue.Real;
import io.mien.making.checkpoint.PickledValue.StorageReference;
import io.mien.making.checkpoint.PickledValue.Tensor;
import io.mien.making.checkpoint.PickledValue.Text;
import io.mien.making.checkpoint.PickledValue.Tuple;
import io.mien.making.checkpoint.PickledValue.Whole;
import java.util.ArrayList;
import java.util.List;

/** Rebuilds tensors from PyTorch's ways to describe them, as {@code torch._utils} does, and checks each description. */
final class Rebuilding {
    private static final String UNREAD = "a storage of ";
    private static final int METADATA = 6;

    private Rebuilding() {}

    /**
     * {@code ('storage', torch.FloatStorage, key, location, elements[, view])}. The location says where the storage was,
     * {@code cuda:0} for example, and does not matter. In the older form, {@code ('module', class, …)} stands for a class.
     *
     * @return a {@link StorageReference}, or for elements of a type that is not read something opaque
     */
    static PickledValue storage(PickledValue persistentId, Unpickler.PersistentStorages storages) {
        if (persistentId instanceof Tuple id
                && id.items().size() > 1
                && id.items().get(0) instanceof Text kind
                && kind.value().equals("module")
                && id.items().get(1) instanceof Global type) {
            return type;
        }
        if (persistentId instanceof Tuple id
                && id.items().size() > 1
                && id.items().get(1) instanceof Global type
                && type.role() == GlobalRole.INERT) {
            return new Opaque(UNREAD + type.name());
        }
        if (!(persistentId instanceof Tuple id)
                || id.items().size() < 5
                || !(id.items().get(0) instanceof Text kind)
                || !kind.value().equals("storage")
                || !(id.items().get(1) instanceof Global storageClass)
                || storageClass.role() != GlobalRole.STORAGE
                || !(id.items().get(2) instanceof Text key)
                || !(id.items().get(4) instanceof Whole elements)) {
            throw new RefusedException("a persistent id that is no storage's (expected: 'storage', its type, its key, "
                    + "its location and its number of elements)");
        }
        if (id.items().size() > 5 && id.items().get(5) != Constant.NONE) {
            throw new RefusedException(
                    "storage " + key.value() + " is a view of another storage (expected: one of its own)");
        }
        String typeName = storageClass.name().substring("torch.".length());
        TensorElementType type = TensorElementType.ofStorageClass(typeName)
                .orElseThrow(() -> new IllegalStateException(typeName + " is allowed and has no element type"));
        if (elements.value() < 0) {
            throw new RefusedException(
                    "storage " + key.value() + ": negative size of " + elements.value() + " elements");
        }
        return new StorageReference(type, elements.value(), storages.find(key.value(), type, elements.value()));
    }

    /** {@code _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks[, metadata])}, or the first four. */
    static PickledValue tensor(List<PickledValue> arguments) {
        if (!arguments.isEmpty()
                && arguments.get(0) instanceof Opaque storage
                && storage.what().startsWith(UNREAD)) {
            return new Opaque("a tensor in " + storage.what() + ", a type that is not read");
        }
        if (arguments.size() < 4
                || !(arguments.get(0) instanceof StorageReference reference)
                || !(arguments.get(1) instanceof Whole offset)) {
            throw new RefusedException("a tensor without a storage (expected: storage, offset, size, stride)");
        }
        if (arguments.size() > METADATA && hasMetadata(arguments.get(METADATA))) {
            // A view that is the negative of its storage, for one: its numbers are not those that are stored.
            return new Opaque("a tensor that is a negative or a conjugate of what is stored");
        }
        StridedView view =
                new StridedView(offset.value(), numbers(arguments.get(2), "size"), numbers(arguments.get(3), "stride"));
        view.requireWithin(reference.elements());
        return new Tensor(reference.type(), view, reference.storage());
    }

    private static boolean hasMetadata(PickledValue metadata) {
        return metadata != Constant.NONE
                && !(metadata instanceof Dict facts && facts.entries().isEmpty());
    }

    /** {@code _rebuild_parameter(tensor, requires_grad, hooks)}. */
    static PickledValue parameter(List<PickledValue> arguments) {
        if (!arguments.isEmpty() && (arguments.get(0) instanceof Tensor || arguments.get(0) instanceof Opaque)) {
            return arguments.get(0);
        }
        throw new RefusedException("a parameter without a tensor");
    }

    /** What a value is, in a few words whatever it contains. */
    static String describe(PickledValue value) {
        if (value instanceof Global global) {
            return global.name();
        } else if (value instanceof Instance instance) {
            return "an object of " + instance.className();
        } else if (value instanceof Opaque opaque) {
            return opaque.what();
        } else if (value instanceof Constant || value instanceof Whole || value instanceof Real) {
            return "a constant or number";
        } else if (value instanceof Text) {
            return "text";
        } else if (value instanceof Tuple || value instanceof Items) {
            return "a tuple or list";
        } else if (value instanceof Dict) {
            return "a dict";
        } else if (value instanceof Tensor) {
            return "a tensor";
        } else if (value instanceof PickledValue.OtherKey key) {
            return describe(key.value());
        }
        return "a storage";
    }

    private static List<Long> numbers(PickledValue value, String what) {
        List<PickledValue> items = value instanceof Tuple tuple
                ? tuple.items()
                : value instanceof Items list ? list.items() : List.of(value);
        if (items.size() > StridedView.MOST_DIMENSIONS) {
            throw new RefusedException("a tensor's " + what + " has " + items.size() + " dimensions (expected: at most "
                    + StridedView.MOST_DIMENSIONS + ")");
        }
        List<Long> numbers = new ArrayList<>();
        for (PickledValue item : items) {
            if (!(item instanceof Whole number)) {
                throw new RefusedException("a tensor's " + what + " is not made of integers");
            }
            numbers.add(number.value());
        }
        return numbers;
    }
}
