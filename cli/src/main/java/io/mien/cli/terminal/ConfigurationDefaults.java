package io.mien.cli.terminal;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds an option's value if the command line does not give it: in the environment, then in the configuration file,
 * then in the built-in default.
 *
 * <p>The option {@code --purpose} of {@code mien infer} is {@code MIEN_INFER_PURPOSE} in the environment and {@code
 * infer.purpose} in the file; {@code MIEN_PURPOSE} and {@code purpose} stand for the option of every command that has
 * it. A key that no command has is refused.
 */
public final class ConfigurationDefaults implements IDefaultValueProvider {
    private static final String ENVIRONMENT_PREFIX = "MIEN_";
    /** Set by people for the launcher, or by an image for whichever of its commands is run; not for one command. */
    private static final Set<String> OTHER_VARIABLES =
            Set.of("MIEN_CONFIG", "MIEN_JAVA_OPTIONS", "MIEN_METRICS_PORT", "MIEN_METRICS_HOST", "MIEN_INGEST_STATE");

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private ConfigurationDefaults(Map<String, String> environment, Map<String, String> file) {
        this.environment = environment;
        this.file = file;
    }

    /**
     * Reads the environment and the file, and refuses keys that no command has.
     *
     * @param file properties in UTF-8, or null for none
     */
    public static ConfigurationDefaults read(CommandLine root, Map<String, String> environment, @Nullable Path file) {
        ConfigurationDefaults defaults =
                new ConfigurationDefaults(new TreeMap<>(environment), file == null ? Map.of() : load(file));
        Set<String> keys = new TreeSet<>();
        collectKeys(root, "", keys);
        defaults.file.keySet().stream()
                .filter(key -> !keys.contains(key))
                .findFirst()
                .ifPresent(key -> refuse(file + ": key ", key, keys, ""));
        Set<String> variables = new TreeSet<>();
        keys.forEach(key -> variables.add(variable(key)));
        environment.keySet().stream()
                .filter(name -> name.startsWith(ENVIRONMENT_PREFIX))
                .filter(name -> !OTHER_VARIABLES.contains(name) && !variables.contains(name))
                .findFirst()
                .ifPresent(name -> refuse(
                        "environment variable ",
                        name,
                        variables,
                        "; one of your own, which a file names, begins otherwise than " + ENVIRONMENT_PREFIX));
        return defaults;
    }

    private static void refuse(String what, String key, Set<String> known, String further) {
        String nearest = known.stream()
                .min(Comparator.comparingInt(other -> changes(key, other)))
                .orElse("none");
        throw new CommandException(
                ExitCode.USAGE,
                what + key + ": unknown (expected: the name of an option, such as " + nearest
                        + "; mien COMMAND --help lists them" + further + ")");
    }

    /** The number of letters that must be changed, added or left out to turn one word into the other (Levenshtein). */
    private static int changes(String one, String other) {
        int[] before = new int[other.length() + 1];
        Arrays.setAll(before, column -> column);
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[other.length() + 1];
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(replaced, 1 + Math.min(before[j], now[j - 1]));
            }
            before = now;
        }
        return before[other.length()];
    }

    private static Map<String, String> load(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--config " + file + ": cannot be read (" + FileText.of(e) + "; expected: lines such as"
                            + " infer.purpose = user study)",
                    e);
        }
        Map<String, String> values = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> values.put(name, properties.getProperty(name).trim()));
        return values;
    }

    private static void collectKeys(CommandLine command, String prefix, Set<String> keys) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp() && !prefix.isEmpty()) {
                keys.add(prefix + name(option));
                keys.add(name(option));
            }
        }
        command.getSubcommands().forEach((name, child) -> collectKeys(child, prefix + name + ".", keys));
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        String path = path(option.command());
        if (path.isEmpty()) {
            return null;
        }
        String own = path + name(option);
        String shared = name(option);
        return value(environment, variable(own))
                .or(() -> value(environment, variable(shared)))
                .or(() -> value(file, own))
                .or(() -> value(file, shared))
                .orElse(null);
    }

    private static Optional<String> value(Map<String, String> values, String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The command's words after {@code mien}, each with a full stop behind it. */
    private static String path(CommandSpec command) {
        CommandSpec parent = command.parent();
        return parent == null ? "" : path(parent) + command.name() + ".";
    }

    private static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    private static String variable(String key) {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
