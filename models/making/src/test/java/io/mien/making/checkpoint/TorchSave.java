package io.mien.making.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Saves state dicts as {@code torch.save} does, of any size, to read them again in tests. */
public final class TorchSave {
    private static final String FLOATS = "FloatStorage";
    private static final String DEVICE = "cuda:0";

    private final PickleWriter pickle = new PickleWriter();
    private final IdentityHashMap<SavedTensor, Integer> keys = new IdentityHashMap<>();
    private final List<SavedTensor> storages = new ArrayList<>();

    private TorchSave() {}

    /** The state dict alone. */
    public static void stateDict(Path file, Map<String, SavedTensor> tensors) throws IOException {
        TorchSave save = new TorchSave();
        save.orderedDict(tensors);
        save.write(file);
    }

    /** A dict of state dicts. */
    public static void nested(Path file, Map<String, Map<String, SavedTensor>> stateDicts) throws IOException {
        TorchSave save = new TorchSave();
        save.pickle.codes("}(");
        stateDicts.forEach((name, tensors) -> {
            save.pickle.text(name);
            save.orderedDict(tensors);
        });
        save.pickle.codes("u");
        save.write(file);
    }

    /**
     * As DFER-CLIP's training script wraps it, with all keys under {@code module.}.
     *
     * @param trained tensors that the optimizer has a momentum of
     */
    public static void trainingState(Path file, Map<String, SavedTensor> tensors, List<SavedTensor> trained)
            throws IOException {
        TorchSave save = new TorchSave();
        save.pickle.codes("}(").text("epoch").integer(24).text("state_dict");
        Map<String, SavedTensor> ofModule = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> ofModule.put("module." + name, tensor));
        save.orderedDict(ofModule);
        save.pickle.text("best_acc");
        save.tensor(SavedTensor.of(count -> new float[] {71.25f}));
        save.pickle.text("optimizer").codes("}(").text("state").codes("}(");
        for (int i = 0; i < trained.size(); i++) {
            save.pickle.integer(i).codes("}").text("momentum_buffer");
            save.tensor(new SavedTensor(trained.get(i).shape(), trained.get(i).values()));
            save.pickle.codes("s");
        }
        save.pickle
                .codes("u")
                .text("param_groups")
                .codes("]}")
                .text("lr")
                .real(0.01)
                .codes("sau");
        save.pickle
                .text("recorder")
                .global("__main__", "RecorderMeter")
                .codes(")")
                .code(0x81);
        save.pickle.codes("}").text("total_epoch").integer(50).codes("sbu");
        save.write(file);
    }

    private void orderedDict(Map<String, SavedTensor> tensors) {
        pickle.orderedDict().codes("(");
        tensors.forEach((name, tensor) -> {
            pickle.text(name);
            tensor(tensor);
        });
        pickle.codes("u");
    }

    private void tensor(SavedTensor tensor) {
        int key = keys.computeIfAbsent(tensor, added -> {
            storages.add(added);
            return storages.size() - 1;
        });
        List<Long> strides = StridedView.contiguous(tensor.shape()).strides();
        pickle.tensor(FLOATS, Integer.toString(key), DEVICE, tensor.elements(), 0, tensor.shape(), strides);
    }

    private void write(Path file) throws IOException {
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", pickle.stop());
            for (int key = 0; key < storages.size(); key++) {
                SavedTensor tensor = storages.get(key);
                ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.elements()).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(tensor.values().apply(tensor.elements()));
                zip.entry("data/" + key, bytes.array());
            }
        }
    }
}
