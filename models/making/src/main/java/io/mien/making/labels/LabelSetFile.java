package io.mien.making.labels;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mien.models.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A label set as a small YAML file:
 *
 * <pre>{@code
 * name: moods
 * labels:
 *   - name: joy
 *     description: a broad smile under lifted cheeks
 *   - name: grief
 *     description: wet eyes and trembling lips
 * templates:            # optional; then the descriptions are not used
 *   - a photo of a face that shows {}.
 * }</pre>
 *
 * <p>Nothing is guessed: an unknown or repeated key is an error that says where it is.
 */
public final class LabelSetFile {
    /** The label sets that come with Mien, with its own descriptions. */
    public static final List<String> BUNDLED = List.of("dfew-7", "mafw-11");

    private static final List<String> KEYS = List.of("name", "labels", "templates");
    private static final List<String> LABEL_KEYS = List.of("name", "description", "prompts");
    private static final int MOST_BYTES = 1 << 20;

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private LabelSetFile() {}

    /**
     * Finds a label set by what a user says.
     *
     * @param nameOrPath the name of a bundled one, or a file's path
     * @throws ModelException if it is neither, or the file is no label set
     */
    public static LabelDescriptions find(String nameOrPath) {
        if (BUNDLED.contains(nameOrPath)) {
            return bundled(nameOrPath);
        }
        Path file = Path.of(nameOrPath);
        if (!Files.isRegularFile(file)) {
            throw new ModelException("label set " + nameOrPath + ": no such file (expected: "
                    + BUNDLED.stream().collect(Collectors.joining(", ")) + ", or the path of a label set's YAML file)");
        }
        return read(file);
    }

    /**
     * One that comes with Mien.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static LabelDescriptions bundled(String name) {
        if (!BUNDLED.contains(name)) {
            throw new IllegalArgumentException("label set: " + name + " (expected: one of " + BUNDLED + ")");
        }
        String resource = name + ".yaml";
        try (InputStream in = LabelSetFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing from this build");
            }
            return parse(resource, in.readAllBytes());
        } catch (IOException e) {
            throw new ModelException("label set " + resource + ": cannot be read: " + e, e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws ModelException if it cannot be read or is no label set; the message says where
     */
    public static LabelDescriptions read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new ModelException(
                        "label set " + file + ": over " + MOST_BYTES + " bytes (expected: a few lines)");
            }
            return parse(file.toString(), bytes);
        } catch (IOException e) {
            throw new ModelException("label set " + file + ": cannot be read: " + e, e);
        }
    }

    /** A label set's file, to be written and reviewed. */
    public static String text(LabelDescriptions labels) {
        try {
            return YAML.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("label set " + labels.name(), e); // strings only, all can be written
        }
    }

    private static LabelDescriptions parse(String source, byte[] bytes) throws IOException {
        try {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (text.isBlank()) {
                throw new ModelException("label set " + source + ": empty (expected: name and labels)");
            }
            requireKnownKeys(source, text);
            return YAML.readValue(text, LabelDescriptions.class);
        } catch (JsonProcessingException e) {
            throw new ModelException("label set " + source + where(e.getLocation()) + ": " + reason(e), e);
        }
    }

    /** Before reading, because the reader notices an unknown key only when it is far behind it. */
    private static void requireKnownKeys(String source, String text) throws IOException {
        try (JsonParser parser = YAML.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    List<String> known = parser.getParsingContext().getParent().inRoot() ? KEYS : LABEL_KEYS;
                    if (!known.contains(parser.currentName())) {
                        throw new ModelException("label set " + source + where(parser.currentTokenLocation())
                                + ": unknown key \"" + parser.currentName() + "\" (expected: "
                                + String.join(", ", known) + ")");
                    }
                }
            }
        }
    }

    private static String where(JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : ", line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof ValueInstantiationException && e.getCause() instanceof IllegalArgumentException refused) {
            return String.valueOf(refused.getMessage());
        }
        String reason = e.getOriginalMessage();
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return reason.lines().findFirst().orElse(reason) + " (at " + path(mapping) + ")";
        }
        return reason.lines().findFirst().orElse(reason);
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() != null ? step.getFieldName() : "[" + step.getIndex() + "]")
                .collect(Collectors.joining("."));
    }
}
