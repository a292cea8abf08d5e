package io.mien.cli.stream;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.cli.terminal.YamlLine;
import io.mien.gateway.StreamGrant;
import io.mien.gateway.StreamToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a file of tokens: {@code streams:} and a list of entries with {@code stream}, {@code token} and, if
 * wanted, {@code purpose}. Two are equal if they grant the same.
 *
 * @param grants in the file's order
 */
record StreamTokenFile(List<StreamGrant> grants) {
    /** Without the place in the text, since a message would show what stands there. */
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private record Content(@Nullable List<Entry> streams) {}

    private record Entry(
            @Nullable String stream,
            @Nullable String token,
            @Nullable String purpose) {
        /** Leaves out the token. */
        @Override
        public String toString() {
            return "Entry[stream=" + stream + "]";
        }
    }

    StreamTokenFile {
        grants = List.copyOf(grants);
    }

    /**
     * Reads it.
     *
     * @throws CommandException if it cannot be read, or makes no sense; the message names the file and the line, and holds
     *     no token
     */
    static StreamTokenFile read(Path file) {
        @Nullable Content content;
        try {
            content = YAML.readValue(Files.readString(file), Content.class);
        } catch (JacksonException e) {
            // Not its message, which may show what stands there.
            throw wrong(
                    file,
                    YamlLine.before(e)
                            + "cannot be understood (expected: streams, a list with stream, token and, if wanted,"
                            + " purpose)");
        } catch (IOException e) {
            throw wrong(file, "cannot be read (" + FileText.of(e) + ")");
        }
        List<StreamGrant> grants = new ArrayList<>();
        List<Entry> entries = content == null || content.streams() == null ? List.of() : content.streams();
        if (entries.isEmpty()) {
            // Rather half a file than the wish to send everybody away.
            throw wrong(file, "no stream (expected: streams, a list with at least one)");
        }
        for (int n = 0; n < entries.size(); n++) {
            @Nullable Entry entry = entries.get(n);
            if (entry == null || entry.stream() == null || entry.token() == null) {
                throw wrong(file, "stream " + (n + 1) + ": incomplete (expected: stream and token)");
            }
            try {
                grants.add(new StreamGrant(entry.stream(), StreamToken.parse(entry.token()), entry.purpose()));
            } catch (IllegalArgumentException e) {
                throw wrong(file, "stream " + (n + 1) + ": " + e.getMessage());
            }
        }
        return new StreamTokenFile(grants);
    }

    private static CommandException wrong(Path file, String what) {
        return new CommandException(ExitCode.USAGE, "--token-file " + file + ": " + what);
    }
}
