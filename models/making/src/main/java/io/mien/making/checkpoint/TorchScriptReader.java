package io.mien.making.checkpoint;

import io.mien.making.checkpoint.PickledValue.Instance;
import io.mien.making.checkpoint.PickledValue.Tensor;
import io.mien.making.checkpoint.PickledValue.Text;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the format that {@code torch.jit.save} writes. Its pickle is the tree of modules: objects whose attributes are
 * tensors and further modules; a tensor's name is its path, as in a state dict. The code in the archive is not looked
 * at.
 */
final class TorchScriptReader {
    private static final int MOST_DEPTH = 64;
    /** The tree may share branches, so that a small file could describe a huge one. */
    private static final int MOST_ATTRIBUTES = 200_000;

    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private int visited;

    private TorchScriptReader() {}

    static Contents read(TorchArchive archive) throws IOException {
        if (!(archive.unpickle(GlobalRole.Scope.TORCHSCRIPT) instanceof Instance module)) {
            throw new RefusedException("data.pkl is no module (expected: TorchScript's tree of modules)");
        }
        TorchScriptReader reader = new TorchScriptReader();
        reader.walk(module, "", 0);
        return new Contents(reader.tensors, List.of());
    }

    private void walk(Instance module, String prefix, int depth) {
        if (depth > MOST_DEPTH) {
            throw new RefusedException("modules within modules more than " + MOST_DEPTH + " deep (one within itself?)");
        }
        for (Map.Entry<PickledValue, PickledValue> attribute :
                module.attributes().entries().entrySet()) {
            if (++visited > MOST_ATTRIBUTES) {
                throw new RefusedException("more than " + MOST_ATTRIBUTES + " attributes of modules");
            }
            if (attribute.getKey() instanceof Text name) {
                String path = prefix + name.value();
                if (attribute.getValue() instanceof Tensor tensor) {
                    tensors.put(path, new StoredTensor(path, tensor.type(), tensor.view(), tensor.storage()));
                } else if (attribute.getValue() instanceof Instance child) {
                    walk(child, path + ".", depth + 1);
                }
            }
        }
    }
}
