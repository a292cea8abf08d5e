package io.mien.making.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.making.text.Vocabulary.Pair;
import io.mien.models.ModelException;
import io.mien.models.json.StrictJson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads a vocabulary from the files that it is published in. */
final class VocabularyFile {
    /** OpenAI's file lists more merges than CLIP was trained with: of its 49,408 ids, 512 are bytes and two are special. */
    private static final int CLIP_MERGES = 49_408 - 2 * 256 - 2;

    /** The real ones have a few megabytes. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int GZIP_FIRST_BYTE = 0x1f;
    private static final String MERGES = "merges.txt";
    private static final String VOCABULARY = "vocab.json";
    private static final String TOKENIZER = "tokenizer.json";

    private VocabularyFile() {}

    /**
     * Reads OpenAI's {@code bpe_simple_vocab_16e6.txt.gz} (or the same unpacked), Hugging Face's {@code tokenizer.json}, its
     * {@code vocab.json} with {@code merges.txt} beside it, or a folder with either.
     */
    static Vocabulary read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                if (Files.isRegularFile(path.resolve(TOKENIZER))) {
                    return tokenizerJson(path.resolve(TOKENIZER));
                }
                if (Files.isRegularFile(path.resolve(VOCABULARY))) {
                    return vocabularyAndMerges(path.resolve(VOCABULARY), path.resolve(MERGES));
                }
                throw new ModelException("vocabulary " + path + ": neither " + TOKENIZER + " nor " + VOCABULARY
                        + " in this folder (expected: one of them, or the path of bpe_simple_vocab_16e6.txt.gz)");
            }
            String name = String.valueOf(path.getFileName());
            if (name.equals(MERGES)) {
                return vocabularyAndMerges(path.resolveSibling(VOCABULARY), path);
            }
            if (name.endsWith(".json")) {
                JsonNode json = json(path);
                // "model" is a word, too, and then its value is a number.
                return json.path("model").isObject()
                        ? tokenizerJson(path)
                        : vocabularyAndMerges(path, path.resolveSibling(MERGES));
            }
            return openAi(path);
        } catch (IOException e) {
            throw new ModelException("vocabulary " + path + ": cannot be read: " + e, e);
        }
    }

    private static Vocabulary openAi(Path file) throws IOException {
        List<String> lines =
                new String(bytes(file), StandardCharsets.UTF_8).lines().toList();
        if (lines.size() <= CLIP_MERGES) {
            throw new ModelException("vocabulary " + file + ": " + lines.size() + " lines (expected: a header and "
                    + CLIP_MERGES + " merges, as in bpe_simple_vocab_16e6.txt.gz)");
        }
        List<Pair> merges = merges(file, lines.subList(1, 1 + CLIP_MERGES), 2);
        Map<String, Integer> ids = new HashMap<>();
        for (String ending : List.of("", Vocabulary.END_OF_WORD)) {
            for (String letter : ByteAlphabet.letters()) {
                ids.put(letter + ending, ids.size());
            }
        }
        for (Pair merge : merges) {
            ids.put(merge.left() + merge.right(), ids.size());
        }
        ids.put(Vocabulary.START, ids.size());
        ids.put(Vocabulary.END, ids.size());
        return new Vocabulary(file.toString(), ids, merges);
    }

    private static Vocabulary vocabularyAndMerges(Path vocabulary, Path mergesFile) throws IOException {
        List<String> lines = new String(bytes(mergesFile), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#version") && !line.isBlank())
                .toList();
        return new Vocabulary(vocabulary.toString(), ids(vocabulary, json(vocabulary)), merges(mergesFile, lines, 1));
    }

    private static Vocabulary tokenizerJson(Path file) throws IOException {
        JsonNode json = json(file);
        JsonNode model = json.path("model");
        String type = model.path("type").asText("BPE"); // left out in older files
        String ending = model.path("end_of_word_suffix").asText();
        if (!type.equals("BPE") || !ending.equals(Vocabulary.END_OF_WORD)) {
            throw new ModelException("vocabulary " + file + ": a model of type " + type + " whose words end in \""
                    + ending + "\" (expected: BPE and \"" + Vocabulary.END_OF_WORD + "\", as CLIP's)");
        }
        Map<String, Integer> ids = new HashMap<>(ids(file, model.path("vocab")));
        for (JsonNode token : json.path("added_tokens")) {
            ids.put(token.path("content").asText(), token.path("id").asInt(-1));
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode merge : model.path("merges")) { // "a b" in older files, ["a", "b"] in newer ones
            lines.add(
                    merge.isArray()
                            ? merge.path(0).asText() + " " + merge.path(1).asText()
                            : merge.asText());
        }
        return new Vocabulary(file.toString(), ids, merges(file, lines, 1));
    }

    private static Map<String, Integer> ids(Path file, JsonNode vocabulary) {
        Map<String, Integer> ids = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
            if (!entry.getValue().isInt()) {
                throw new ModelException("vocabulary " + file + ": \"" + entry.getKey() + "\" is " + entry.getValue()
                        + " (expected: an id)");
            }
            ids.put(entry.getKey(), entry.getValue().intValue());
        }
        if (ids.isEmpty()) {
            throw new ModelException("vocabulary " + file + ": no ids (expected: a vocabulary of CLIP)");
        }
        return ids;
    }

    private static List<Pair> merges(Path file, List<String> lines, int firstLine) {
        List<Pair> merges = new ArrayList<>(lines.size());
        for (String line : lines) {
            int space = line.indexOf(' ');
            if (space < 1 || space == line.length() - 1 || line.indexOf(' ', space + 1) >= 0) {
                throw new ModelException("vocabulary " + file + ": merge " + (firstLine + merges.size()) + " is \""
                        + (line.length() > 80 ? line.substring(0, 80) + "…" : line)
                        + "\" (expected: two pieces and a space between them)");
            }
            merges.add(new Pair(line.substring(0, space), line.substring(space + 1)));
        }
        return merges;
    }

    private static JsonNode json(Path file) throws IOException {
        return StrictJson.reader(JsonNode.class).readValue(bytes(file));
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(1);
            boolean packed = in.read() == GZIP_FIRST_BYTE;
            in.reset();
            try (InputStream unpacked = packed ? new GZIPInputStream(in) : in) {
                byte[] bytes = unpacked.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw new ModelException(
                            "vocabulary " + file + ": more than " + MOST_BYTES + " bytes (expected: a few megabytes)");
                }
                return bytes;
            }
        }
    }
}
