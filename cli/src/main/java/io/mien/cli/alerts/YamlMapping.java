package io.mien.cli.alerts;

import io.mien.cli.terminal.DurationConverter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import picocli.CommandLine.TypeConversionException;

/**
 * A mapping of a YAML file whose values are asked for one by one. What is wrong is collected with its line, and what was
 * not asked for is refused at the end. Not safe for use by many threads.
 */
final class YamlMapping {
    /** Something that is wrong with a line of the file. */
    record Fault(int line, String text) {}

    private final int line;
    private final List<Fault> faults;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * @param node what should be a mapping; null for an empty one
     * @param faults gets what is wrong
     */
    YamlMapping(@Nullable Node node, List<Fault> faults) {
        this.line = node == null ? 1 : lineOf(node);
        this.faults = faults;
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                if (entries.put(key, entry) != null) {
                    fault(lineOf(entry.getKeyNode()), key + ": there twice");
                }
            }
        } else if (node != null) {
            fault(line, "no mapping (expected: keys with values)");
        }
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private void fault(int at, String what) {
        faults.add(new Fault(at, what));
    }

    /** Says what is wrong with a key, or with the whole if it is not there; a line each. */
    void fault(String key, String message) {
        NodeTuple entry = entries.get(key);
        message.lines().forEach(each -> fault(entry == null ? line : lineOf(entry.getKeyNode()), each));
    }

    /** Says what is wrong, in lines that begin with the key that they are about. */
    void faults(String messages) {
        messages.lines().forEach(each -> fault(each.split(":", 2)[0], each));
    }

    private @Nullable Node value(String key) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        return entry == null ? null : entry.getValueNode();
    }

    Optional<String> text(String key) {
        Node value = value(key);
        if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue());
        }
        if (value != null) {
            fault(key, key + ": no text (expected: a text)");
        }
        return Optional.empty();
    }

    /** A fault if it is not there. */
    Optional<String> needed(String key, String expected) {
        Optional<String> text = text(key);
        if (!entries.containsKey(key)) {
            fault(key, key + ": missing (expected: " + expected + ")");
        }
        return text;
    }

    Optional<Double> number(String key) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(Double.valueOf(text));
            } catch (NumberFormatException e) {
                fault(key, key + ": " + text + " (expected: a number)");
                return Optional.empty();
            }
        });
    }

    Optional<Integer> whole(String key) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(Integer.valueOf(text));
            } catch (NumberFormatException e) {
                fault(key, key + ": " + text + " (expected: a whole number)");
                return Optional.empty();
            }
        });
    }

    boolean flag(String key) {
        Optional<String> text = text(key);
        if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
            fault(key, key + ": " + text.get() + " (expected: true or false)");
        }
        return text.isPresent() && text.get().equals("true");
    }

    Optional<Duration> duration(String key) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(new DurationConverter().convert(text));
            } catch (TypeConversionException e) {
                fault(key, key + ": " + e.getMessage());
                return Optional.empty();
            }
        });
    }

    /** A list of texts, or one text. */
    List<String> texts(String key) {
        Node value = value(key);
        if (value instanceof SequenceNode list) {
            List<String> texts = new ArrayList<>();
            for (Node each : list.getValue()) {
                if (each instanceof ScalarNode scalar) {
                    texts.add(scalar.getValue());
                } else {
                    fault(lineOf(each), key + ": no text (expected: a list of texts)");
                }
            }
            return texts;
        }
        return text(key).map(List::of).orElse(List.of());
    }

    Optional<YamlMapping> mapping(String key) {
        Node value = value(key);
        return value == null ? Optional.empty() : Optional.of(new YamlMapping(value, faults));
    }

    List<YamlMapping> mappings(String key) {
        Node value = value(key);
        if (value instanceof SequenceNode list) {
            return list.getValue().stream()
                    .map(each -> new YamlMapping(each, faults))
                    .toList();
        }
        if (value != null) {
            fault(key, key + ": no list (expected: a list)");
        }
        return List.of();
    }

    /** To be called when all values have been asked for. */
    void refuseOthers() {
        for (Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                fault(
                        lineOf(entry.getValue().getKeyNode()),
                        entry.getKey() + ": no such key (expected: " + String.join(", ", known) + ")");
            }
        }
    }
}
