package io.mien.making.importing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a file's keys are called once the names are taken away that training tools put before and between them: {@code
 * module.visual._orig_mod.conv1.weight} is {@code visual.conv1.weight}.
 *
 * @param paths of every key, in the file's order
 * @param prefix what most keys begin with and their paths do not, for example {@code module._orig_mod.}
 */
record KeyPaths(Map<String, String> paths, String prefix) {
    /** Put anywhere by what wraps a module: DataParallel, torch.compile, FSDP, checkpointed activations, Lightning, peft. */
    private static final Set<String> WRAPPERS = Set.of(
            "module",
            "_orig_mod",
            "_fsdp_wrapped_module",
            "_checkpoint_wrapped_module",
            "_forward_module",
            "base_layer");

    /** What scripts call the model within their own module; only in front. */
    private static final Set<String> HOLDERS = Set.of(
            "model",
            "clip",
            "net",
            "network",
            "clip_model",
            "clip_net",
            "base_model",
            "backbone",
            "encoder",
            "student");

    /** A model whose keys all stand under another name is found by these; DFER-CLIP's come first, which has CLIP in it. */
    private static final List<List<String>> LANDMARKS = List.of(
            List.of("temporal_net.pos_embedding", "prompt_learner.ctx"),
            List.of("visual.class_embedding", "vision_model.embeddings.class_embedding", "visual.conv1.weight"));

    static KeyPaths of(Collection<String> keys) {
        Map<String, String> paths = new LinkedHashMap<>();
        keys.forEach(key -> paths.put(key, unwrapped(key)));
        ownPrefix(paths.values())
                .ifPresent(own ->
                        paths.replaceAll((key, path) -> path.startsWith(own) ? path.substring(own.length()) : path));
        return new KeyPaths(paths, commonPrefix(paths));
    }

    /** Paths under which a model's landmark is found: more than one for a file of several models. */
    static List<String> models(Collection<String> paths) {
        for (List<String> landmarks : LANDMARKS) {
            Set<String> prefixes = new TreeSet<>();
            for (String path : paths) {
                for (String landmark : landmarks) {
                    if (path.equals(landmark) || path.endsWith("." + landmark)) {
                        prefixes.add(path.substring(0, path.length() - landmark.length()));
                    }
                }
            }
            if (!prefixes.isEmpty()) {
                return List.copyOf(prefixes);
            }
        }
        return List.of();
    }

    private static Optional<String> ownPrefix(Collection<String> paths) {
        List<String> models = models(paths);
        return models.size() == 1 && !models.get(0).isEmpty() ? Optional.of(models.get(0)) : Optional.empty();
    }

    private static String unwrapped(String key) {
        List<String> kept = new ArrayList<>();
        for (String name : key.split("\\.", -1)) {
            if (!WRAPPERS.contains(name) && !(kept.isEmpty() && HOLDERS.contains(name))) {
                kept.add(name);
            }
        }
        return kept.isEmpty() ? key : String.join(".", kept);
    }

    private static String commonPrefix(Map<String, String> paths) {
        return paths.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(entry.getValue()))
                .map(entry -> entry.getKey()
                        .substring(0, entry.getKey().length() - entry.getValue().length()))
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElse("");
    }
}
