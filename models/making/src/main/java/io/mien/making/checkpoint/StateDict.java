package io.mien.making.checkpoint;

import io.mien.making.checkpoint.OtherContent.Kind;
import io.mien.making.checkpoint.PickledValue.Dict;
import io.mien.making.checkpoint.PickledValue.Instance;
import io.mien.making.checkpoint.PickledValue.Opaque;
import io.mien.making.checkpoint.PickledValue.Real;
import io.mien.making.checkpoint.PickledValue.Tensor;
import io.mien.making.checkpoint.PickledValue.Text;
import io.mien.making.checkpoint.PickledValue.Whole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the state dict in a file of a training script: it is the dict itself, or an entry of a dict of other things,
 * however deep. Where several are found, the trained weights come before their average, and which was taken is told.
 */
final class StateDict {
    /** What training scripts call the weights, the likeliest first. */
    private static final List<String> WEIGHTS = List.of(
            "state_dict",
            "model_state_dict",
            "model_state",
            "model",
            "module",
            "net",
            "network",
            "net_state_dict",
            "weights",
            "params",
            "state");

    /** What the training needs to go on, and the model does not. */
    private static final Set<String> TRAINING = Set.of(
            "optimizer",
            "optimizers",
            "optimizer_states",
            "optimizer_state_dict",
            "optimizer_state",
            "optim",
            "opt",
            "optim_state_dict",
            "scheduler",
            "schedulers",
            "scheduler_state_dict",
            "lr_scheduler",
            "lr_schedulers",
            "lr_scheduler_state_dict",
            "scaler",
            "scaler_state_dict",
            "grad_scaler",
            "amp",
            "amp_scaler",
            "loss_scaler",
            "native_amp_scaler",
            "MixedPrecision",
            "callbacks",
            "loops",
            "recorder",
            "rng_state",
            "rng_states",
            "random_rng_state",
            "torch_rng_state",
            "cuda_rng_state",
            "cuda_rng_states",
            "sampler",
            "sampler_state",
            "history",
            "best_acc",
            "best_acc1",
            "best_war",
            "best_uar",
            "best_metric",
            "best_loss",
            "acc",
            "accuracy",
            "war",
            "uar",
            "loss",
            "losses",
            "metric",
            "metrics",
            "epoch",
            "step",
            "global_step",
            "lr",
            "criterion",
            "loss_state_dict",
            "frozen_param_fragments",
            "hyper_parameters",
            "hparams",
            "args",
            "cfg",
            "config",
            "opts");

    private static final int MOST_DEPTH = 4;
    private static final int MOST_NAMED = 5;

    private final Map<String, Dict> groups = new LinkedHashMap<>();
    private final Map<String, String> modules = new LinkedHashMap<>();
    private final Set<PickledValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<OtherContent> others = new ArrayList<>();

    private StateDict() {}

    /**
     * Finds it.
     *
     * @param wanted name of the entry to take; empty for the trained weights
     */
    static Contents of(PickledValue saved, Optional<String> wanted) {
        return new StateDict().find(saved, wanted);
    }

    private Contents find(PickledValue saved, Optional<String> wanted) {
        noteModule("", saved);
        refuseModules();
        Dict root = asDict(saved)
                .orElseThrow(() -> new RefusedException(
                        "holds " + PickledDescription.of(saved) + " (expected: a state dict, or a dict with one)"));
        collect("", root, 0);
        if (groups.isEmpty()) {
            refuseModules();
            throw new RefusedException("no tensors in its state dict (it holds "
                    + root.entries().entrySet().stream()
                            .limit(MOST_NAMED)
                            .map(entry -> PickledDescription.name(entry.getKey()) + ": "
                                    + PickledDescription.of(entry.getValue()))
                            .toList()
                    + ")");
        }
        String taken = wanted.map(this::named).orElseGet(this::likeliest);
        Dict dict = groups.get(taken);
        if (dict == null) {
            throw new IllegalStateException("group " + taken + " was found and is not there");
        }
        Set<String> keys = keys(dict);
        List<String> alternatives = groups.entrySet().stream()
                .filter(group -> !group.getKey().equals(taken) && isSameModel(keys, keys(group.getValue())))
                .map(Map.Entry::getKey)
                .toList();
        describeOthers("", root, taken, alternatives);
        return new Contents(tensors(dict, taken), others, taken, alternatives);
    }

    /** Dicts that hold tensors under names, by their path; {@code ""} is the root. */
    private void collect(String path, Dict dict, int depth) {
        if (!seen.add(dict)) {
            return; // under another name, or within itself
        }
        if (dict.entries().entrySet().stream()
                .anyMatch(entry -> entry.getKey() instanceof Text key
                        && entry.getValue() instanceof Tensor
                        && !(depth == 0 && isTraining(key.value())))) {
            groups.put(path, dict);
        }
        if (depth == MOST_DEPTH) {
            return;
        }
        dict.entries().forEach((key, value) -> {
            if (key instanceof Text name && !(depth == 0 && isTraining(name.value()))) {
                String below = path.isEmpty() ? name.value() : path + "." + name.value();
                noteModule(below, value);
                asDict(value).ifPresent(inner -> collect(below, inner, depth + 1));
            }
        });
    }

    private String named(String wanted) {
        List<String> fitting = groups.keySet().stream()
                .filter(path -> path.equals(wanted) || lastName(path).equals(wanted) || path.startsWith(wanted + "."))
                .toList();
        if (fitting.isEmpty()) {
            throw new RefusedException("no weights named " + wanted + " (expected: one of " + names() + ")");
        }
        return fitting.get(0);
    }

    private String likeliest() {
        List<String> paths = List.copyOf(groups.keySet());
        if (paths.size() == 1) {
            return paths.get(0);
        }
        for (String name : WEIGHTS) {
            Optional<String> named = paths.stream()
                    .filter(path -> path.equals(name) || path.startsWith(name + "."))
                    .filter(path -> !isAverage(lastName(path)))
                    .findFirst();
            if (named.isPresent()) {
                return named.get();
            }
        }
        if (groups.containsKey("")) {
            return "";
        }
        List<String> trained = paths.stream().filter(path -> !isAverage(path)).toList();
        if (trained.size() == 1) {
            return trained.get(0);
        }
        throw new RefusedException("holds the weights of several models: " + names()
                + " (expected: one, or --weights NAME, which says the one to take)");
    }

    private List<String> names() {
        return groups.entrySet().stream()
                .limit(MOST_NAMED)
                .map(group -> (group.getKey().isEmpty() ? "the file itself" : group.getKey()) + " with "
                        + keys(group.getValue()).size() + " tensors")
                .toList();
    }

    /** All that is on the way to the dict that was taken and not in it. */
    private void describeOthers(String path, Dict dict, String taken, List<String> alternatives) {
        dict.entries().forEach((key, value) -> {
            String name = PickledDescription.name(key);
            String below = path.isEmpty() ? name : path + "." + name;
            boolean inTaken = path.equals(taken);
            Optional<Dict> inner = asDict(value);
            if (inTaken && value instanceof Tensor && key instanceof Text && !isBesides(path, name)) {
                return; // one of the weights
            }
            if (below.equals(taken) || (taken.startsWith(below + ".") && inner.isPresent())) {
                inner.ifPresent(found -> describeOthers(below, found, taken, alternatives));
            } else {
                others.add(new OtherContent(
                        inTaken ? name : below,
                        PickledDescription.of(value),
                        kind(below, name, value, inTaken, alternatives)));
            }
        });
    }

    private static Kind kind(
            String path, String name, PickledValue value, boolean inStateDict, List<String> alternatives) {
        if (alternatives.stream().anyMatch(other -> other.equals(path) || other.startsWith(path + "."))) {
            return Kind.OTHER_WEIGHTS;
        } else if (isTraining(name) || isTraining(path)) {
            return Kind.REMARK;
        } else if (PickledDescription.holdsTensors(value)) {
            return Kind.TENSORS;
        }
        // A number among tensors may be a parameter that was saved as one, an object a tensor of a kind that is not
        // read.
        boolean mayBeWeight =
                value instanceof Whole || value instanceof Real || value instanceof Opaque || value instanceof Instance;
        return inStateDict && mayBeWeight ? Kind.KEY : Kind.REMARK;
    }

    private static Map<String, StoredTensor> toStored(Dict dict) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        dict.entries().forEach((key, value) -> {
            if (key instanceof Text name && value instanceof Tensor tensor) {
                tensors.put(
                        name.value(), new StoredTensor(name.value(), tensor.type(), tensor.view(), tensor.storage()));
            }
        });
        return tensors;
    }

    private static Map<String, StoredTensor> tensors(Dict dict, String taken) {
        Map<String, StoredTensor> tensors = toStored(dict);
        if (taken.isEmpty()) {
            tensors.keySet().removeIf(StateDict::isTraining);
        }
        return tensors;
    }

    private static boolean isBesides(String path, String name) {
        return path.isEmpty() && isTraining(name);
    }

    private static Set<String> keys(Dict dict) {
        return dict.entries().entrySet().stream()
                .filter(entry -> entry.getKey() instanceof Text && entry.getValue() instanceof Tensor)
                .map(entry -> PickledDescription.name(entry.getKey()).replace("module.", ""))
                .collect(Collectors.toSet());
    }

    /** An average may be of the model that another module holds, whose name stands before all of its keys. */
    private static boolean isSameModel(Set<String> taken, Set<String> other) {
        return other.containsAll(taken) || withoutHolder(other).containsAll(withoutHolder(taken));
    }

    private static Set<String> withoutHolder(Set<String> keys) {
        int most = keys.stream().mapToInt(key -> key.lastIndexOf('.') + 1).min().orElse(0);
        String any = keys.stream().findFirst().orElse("");
        int common = most;
        for (String key : keys) {
            while (!key.startsWith(any.substring(0, common))) {
                common = any.lastIndexOf('.', common - 2) + 1;
            }
        }
        int holder = any.lastIndexOf('.', common - 1) + 1;
        return keys.stream().map(key -> key.substring(holder)).collect(Collectors.toSet());
    }

    private static boolean isTraining(String name) {
        return TRAINING.contains(name) || name.startsWith("best_") || name.contains("optimizer");
    }

    private static boolean isAverage(String name) {
        return name.startsWith("ema") || name.contains("_ema") || name.contains("averaged") || name.startsWith("swa");
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static Optional<Dict> asDict(PickledValue value) {
        if (value instanceof Dict dict) {
            return Optional.of(dict);
        }
        return value instanceof Instance instance
                        && !instance.entries().entries().isEmpty()
                ? Optional.of(instance.entries())
                : Optional.empty();
    }

    private void noteModule(String path, PickledValue value) {
        if (value instanceof Instance module && module.attributes().entries().containsKey(new Text("_modules"))) {
            modules.put(path, module.className());
        }
    }

    /** A module is code and weights in one; its weights alone are what can be read everywhere. */
    private void refuseModules() {
        modules.entrySet().stream().findFirst().ifPresent(module -> {
            String path = module.getKey();
            String held = path.isEmpty() ? "model" : "model[\"" + path.replace(".", "\"][\"") + "\"]";
            throw new RefusedException("holds " + (path.isEmpty() ? "" : "under " + path + " ") + "a whole module, "
                    + module.getValue()
                    + ", whose class is code (expected: its weights; where that code is, save them with"
                    + " model = torch.load(FILE, weights_only=False); torch.save(" + held
                    + ".state_dict(), NEW_FILE))");
        });
    }
}
