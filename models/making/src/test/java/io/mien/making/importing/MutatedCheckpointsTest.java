package io.mien.making.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.SavedTensor;
import io.mien.making.checkpoint.TorchSave;
import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small checkpoints with a few seeded changes each. What PyTorch's strict loading says is known: after the wrappers' names are
 * taken away, the keys must be the model's, and each weight is what stands under its name. A file is read so, or refused.
 */
final class MutatedCheckpointsTest {
    /** {@code -Dmien.mutated-checkpoints=5000} for the whole corpus. */
    private static final int FILES = Integer.getInteger("mien.mutated-checkpoints", 300);

    private static final List<String> WRAPPERS =
            List.of("module.", "_orig_mod.", "model.", "clip.", "module.model.", "_orig_mod.module.", "trained.");

    private static final List<String> ADDED = List.of(
            "logit_bias",
            "visual.transformer.resblocks.0.ls_1.gamma",
            "visual.transformer.resblocks.1.ln_1.weight",
            "positional_embedding_res",
            "visual.transformer.resblocks.0.mlp.c_fc.lora_A",
            "visual.ln_pre.gain",
            "adapter.0.weight");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @Test
    void everyOneIsReadAsStrictLoadingDoesOrRefused() throws IOException {
        int read = 0;
        Set<String> refusals = new TreeSet<>();
        for (int seed = 0; seed < FILES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, SavedTensor> expected = ClipStateDict.openAi();
            Map<String, SavedTensor> file = wrapped(random, expected);
            boolean mustBeRefused = false;
            for (int change = random.nextInt(3); change > 0; change--) {
                mustBeRefused |= change(random, file);
            }
            Path path = folder.resolve("mutated.pt");
            TorchSave.stateDict(path, file);
            try (Checkpoint checkpoint = Checkpoint.open(path)) {
                ClipWeights weights = ClipWeights.of(checkpoint);
                assertThat(mustBeRefused)
                        .as("seed %d is read: %s", seed, file.keySet())
                        .isFalse();
                requireEqual(seed, weights, strict(file));
                read++;
            } catch (ModelException e) {
                refusals.add(String.valueOf(e.getMessage()).replaceAll("^checkpoint \\S+: ([\\w' ]+).*", "$1"));
            }
        }
        assertThat(read).isGreaterThan(FILES / 4).isLessThan(FILES);
        assertThat(refusals).isNotEmpty();
    }

    @Test
    void bytesThatAreChangedAnywhereAreReadOrRefusedAndNothingElse() throws IOException {
        Path whole = folder.resolve("whole.pt");
        TorchSave.stateDict(whole, ClipStateDict.renamed(ClipStateDict.openAi(), key -> "module." + key));
        byte[] bytes = Files.readAllBytes(whole);
        int pickle = 12_000; // what is not values lies within so many bytes of either end
        Path path = folder.resolve("damaged.pt");
        for (int seed = 0; seed < FILES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] changed = bytes.clone();
            for (int change = 0; change < 1 + random.nextInt(4); change++) {
                int at = random.nextInt(pickle);
                changed[random.nextBoolean() ? at : bytes.length - 1 - at] = (byte) random.nextInt(256);
            }
            Files.write(path, changed);
            try (Checkpoint checkpoint = Checkpoint.open(path)) {
                ClipWeights weights = ClipWeights.of(checkpoint);
                ClipWeightsTest.requireEveryKeyAccountedFor(checkpoint, weights.report());
            } catch (ModelException e) {
                assertThat(e).hasMessageContaining("damaged.pt");
            }
        }
    }

    private static Map<String, SavedTensor> wrapped(SplittableRandom random, Map<String, SavedTensor> tensors) {
        if (random.nextInt(3) == 0) {
            return new LinkedHashMap<>(tensors);
        }
        String wrapper = WRAPPERS.get(random.nextInt(WRAPPERS.size()));
        return ClipStateDict.renamed(tensors, key -> wrapper + key);
    }

    /** Whether the file is another model's after it. */
    private static boolean change(SplittableRandom random, Map<String, SavedTensor> file) {
        List<String> keys = new ArrayList<>(file.keySet());
        String key = keys.get(random.nextInt(keys.size()));
        SavedTensor tensor = Objects.requireNonNull(file.get(key));
        switch (random.nextInt(6)) {
            case 0 -> file.remove(key);
            case 1 -> file.put(key + "x", Objects.requireNonNull(file.remove(key)));
            case 2 -> {
                String added = ADDED.get(random.nextInt(ADDED.size()));
                file.put(added, ClipStateDict.formula(added, 4, 64));
            }
            case 3 -> {
                List<Long> shape = new ArrayList<>(tensor.shape());
                shape.add(1L);
                file.put(key, new SavedTensor(shape, tensor.values()));
                return !tensor.shape().isEmpty(); // a scalar may be saved as one element
            }
            case 4 -> {
                file.put("module." + key, new SavedTensor(tensor.shape(), tensor.values()));
                return false; // a copy of it, or the same key
            }
            default -> {
                float shift = 1 + random.nextInt(3);
                file.put(key, new SavedTensor(tensor.shape(), count -> {
                    float[] values = tensor.values().apply(count);
                    for (int i = 0; i < values.length; i++) {
                        values[i] += shift;
                    }
                    return values;
                }));
                return false; // other weights of the same model
            }
        }
        return true;
    }

    private static Map<String, float[]> strict(Map<String, SavedTensor> file) {
        Map<String, float[]> loaded = new LinkedHashMap<>();
        file.forEach((key, tensor) -> {
            String name = key.replaceAll("(module|_orig_mod|model|clip|trained)\\.", "");
            int count = (int) (long) tensor.shape().stream().reduce(1L, Math::multiplyExact);
            loaded.put(name, tensor.values().apply(count));
        });
        return loaded;
    }

    private static void requireEqual(int seed, ClipWeights weights, Map<String, float[]> expected) {
        Map<String, SavedTensor> model = ClipStateDict.openAi();
        assertThat(expected.keySet()).as("keys of seed %d", seed).containsAll(model.keySet());
        model.forEach((name, tensor) -> assertThat(weights.read(
                        name, tensor.shape().stream().mapToLong(Long::longValue).toArray()))
                .as("seed %d, %s", seed, name)
                .isEqualTo(expected.get(name)));
    }
}
