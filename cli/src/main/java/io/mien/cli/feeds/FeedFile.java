package io.mien.cli.feeds;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.cli.terminal.YamlLine;
import io.mien.ingest.sources.FeedCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The feeds that a file describes, by their names: {@code feeds:} and a list of {@link FeedEntry}. Two are equal if what
 * they describe is.
 *
 * @param feeds in the file's order
 */
record FeedFile(Map<String, Described> feeds) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What a file holds. */
    private record Content(@Nullable List<FeedEntry> feeds) {}

    /** A feed with the credentials that were found for it. */
    record Described(FeedEntry entry, Optional<FeedCredentials> credentials) {
        /** A plan to be run once. */
        FeedPlan plan() {
            return entry.plan(credentials);
        }
    }

    FeedFile {
        feeds = Map.copyOf(feeds);
    }

    /**
     * Reads it.
     *
     * @throws CommandException if it cannot be read, or makes no sense; the message names the file, the feed and the key, and
     *     holds no secret
     */
    static FeedFile read(Path file, Map<String, String> environment) {
        Content content;
        try {
            content = YAML.readValue(Files.readString(file), Content.class);
        } catch (UnrecognizedPropertyException e) {
            throw wrong(
                    file,
                    YamlLine.before(e) + e.getPropertyName() + ": no such key (expected: "
                            + String.valueOf(e.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")))
                            + ")");
        } catch (JacksonException e) {
            throw wrong(file, YamlLine.before(e) + e.getOriginalMessage());
        } catch (IOException e) {
            throw wrong(file, "cannot be read (" + FileText.of(e) + ")");
        }
        return new FeedFile(described(file, content, environment));
    }

    private static Map<String, Described> described(
            Path file, @Nullable Content content, Map<String, String> environment) {
        List<FeedEntry> entries = content == null || content.feeds() == null ? List.of() : content.feeds();
        Map<String, Described> feeds = new LinkedHashMap<>();
        for (int n = 0; n < entries.size(); n++) {
            String which = "feed " + (n + 1) + ": ";
            try {
                FeedEntry entry = entries.get(n);
                if (entry == null) {
                    throw new IllegalArgumentException("empty (expected: name and address)");
                }
                String name = entry.streamId();
                which = "feed " + name + ": ";
                Described described = new Described(entry, credentials(entry.credentials(), environment));
                described.plan();
                if (feeds.put(name, described) != null) {
                    throw new IllegalArgumentException("there twice (expected: a name of its own for each)");
                }
            } catch (IllegalArgumentException e) {
                throw wrong(file, which + e.getMessage());
            }
        }
        return feeds;
    }

    private static Optional<FeedCredentials> credentials(
            FeedEntry.@Nullable CredentialsPlace place, Map<String, String> environment) {
        if (place == null) {
            return Optional.empty();
        }
        if ((place.environment() == null) == (place.file() == null)) {
            throw new IllegalArgumentException("credentials: (expected: one of environment and file)");
        }
        try {
            String text = place.file() != null
                    ? Files.readString(Path.of(place.file()))
                    : environment.get(String.valueOf(place.environment()));
            if (text == null) {
                throw new IllegalArgumentException(
                        "credentials: no variable " + place.environment() + " in the environment");
            }
            return Optional.of(FeedCredentials.parse(text));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "credentials: file " + place.file() + " cannot be read (" + FileText.of(e) + ")", e);
        }
    }

    private static CommandException wrong(Path file, String what) {
        return new CommandException(ExitCode.USAGE, "--feeds " + file + ": " + what);
    }
}
