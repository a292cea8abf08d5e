package io.mien.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Which components of a configuration each option of a command changes. Neither an option nor a component may be
 * forgotten: one that the list does not name fails {@link #check}.
 *
 * <p>A component of a record within the record has the path of both, such as {@code windows.length}.
 *
 * @param <O> what the options are parsed into
 */
public final class OptionEffects<O> {
    private static final String RECORDS = "io.mien.";

    private final Supplier<O> options;
    private final Function<O, Record> configuration;
    private final Map<String, String> required = new TreeMap<>();
    private final Map<String, Effect> effects = new TreeMap<>();
    private final Map<String, String> fixed = new TreeMap<>();
    private @Nullable Record defaults;

    private record Effect(List<String> arguments, Set<String> components) {}

    private OptionEffects(Supplier<O> options, Function<O, Record> configuration) {
        this.options = options;
        this.configuration = configuration;
    }

    /** Of an object with options, and of the configuration that is made of it when they are parsed. */
    public static <O> OptionEffects<O> of(Supplier<O> options, Function<O, Record> configuration) {
        return new OptionEffects<>(options, configuration);
    }

    /** Unless an option is given that need not be, the configuration is this. */
    public OptionEffects<O> defaults(Record expected) {
        defaults = expected;
        return this;
    }

    /** An option that is always given, unless it is the one that is changed. */
    public OptionEffects<O> given(String option, String value) {
        required.put(option, value);
        return this;
    }

    /** With this value, which is not the default, the option changes these components and no other. */
    public OptionEffects<O> changes(String option, String value, String... components) {
        effects.put(option, new Effect(List.of(option, value), Set.of(components)));
        return this;
    }

    /** The flag changes these components and no other. */
    public OptionEffects<O> sets(String flag, String... components) {
        effects.put(flag, new Effect(List.of(flag), Set.of(components)));
        return this;
    }

    /** The option is for another part of the command and changes nothing here. */
    public OptionEffects<O> leaves(String option, String... value) {
        List<String> arguments = new ArrayList<>(List.of(option));
        arguments.addAll(Arrays.asList(value));
        effects.put(option, new Effect(arguments, Set.of()));
        return this;
    }

    /** A component, or all within it, that is deliberately no option. */
    public OptionEffects<O> fixed(String component, String reason) {
        fixed.put(component, reason);
        return this;
    }

    /** Fails if an option changes anything else, or if an option or a component is not listed. */
    public void check() {
        Map<String, Object> unchanged = configured(List.of());
        assertThat(unchanged).as("without options").isEqualTo(expectedDefaults(unchanged));
        Map<String, Set<String>> changed = new TreeMap<>();
        Map<String, Set<String>> expected = new TreeMap<>();
        effects.forEach((option, effect) -> {
            expected.put(option, new TreeSet<>(effect.components));
            changed.put(option, differences(unchanged, configured(effect.arguments)));
        });

        assertThat(effects.keySet()).as("options listed").isEqualTo(optionNames());
        assertThat(changed).as("what each option changes").isEqualTo(expected);
        Set<String> forgotten = new TreeSet<>(unchanged.keySet());
        forgotten.removeIf(path -> changed.values().stream().anyMatch(paths -> paths.contains(path)) || isFixed(path));
        assertThat(forgotten)
                .as("components that no option changes and that are not listed as fixed")
                .isEmpty();
        Set<String> needless = new TreeSet<>(fixed.keySet());
        needless.removeIf(listed -> unchanged.keySet().stream().anyMatch(path -> isWithin(path, listed)));
        assertThat(needless).as("listed as fixed, but no component").isEmpty();
        assertThat(changed.values())
                .as("changed, though listed as fixed")
                .allSatisfy(paths -> assertThat(paths).noneMatch(this::isFixed));
    }

    private Map<String, Object> expectedDefaults(Map<String, Object> otherwise) {
        if (defaults == null) {
            return otherwise;
        }
        Map<String, Object> values = new TreeMap<>();
        flatten("", defaults, values);
        return values;
    }

    private boolean isFixed(String path) {
        return fixed.keySet().stream().anyMatch(listed -> isWithin(path, listed));
    }

    private static boolean isWithin(String path, String outer) {
        return path.equals(outer) || path.startsWith(outer + ".");
    }

    private Set<String> optionNames() {
        Set<String> names = new TreeSet<>();
        for (OptionSpec option : commandLine(options.get()).getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                names.add(option.longestName());
            }
        }
        return names;
    }

    private Map<String, Object> configured(List<String> changed) {
        List<String> arguments = new ArrayList<>(changed);
        required.forEach((option, value) -> {
            if (!changed.contains(option)) {
                arguments.add(option);
                arguments.add(value);
            }
        });
        O parsed = options.get();
        commandLine(parsed).parseArgs(arguments.toArray(String[]::new));
        Map<String, Object> values = new TreeMap<>();
        flatten("", configuration.apply(parsed), values);
        return values;
    }

    private static CommandLine commandLine(Object parsed) {
        return new CommandLine(parsed)
                .registerConverter(Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static void flatten(String prefix, Record from, Map<String, Object> into) {
        for (RecordComponent component : from.getClass().getRecordComponents()) {
            String path = prefix + component.getName();
            Object value = value(component, from);
            if (value instanceof Record inner && value.getClass().getName().startsWith(RECORDS)) {
                flatten(path + ".", inner, into);
            } else {
                into.put(path, value == null ? "null" : value);
            }
        }
    }

    private static @Nullable Object value(RecordComponent component, Record from) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(from);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("component " + component.getName() + " cannot be read", e);
        }
    }

    private static Set<String> differences(Map<String, Object> before, Map<String, Object> after) {
        Set<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        paths.removeIf(path -> Objects.equals(before.get(path), after.get(path)));
        return paths;
    }
}
