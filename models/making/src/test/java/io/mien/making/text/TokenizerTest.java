package io.mien.making.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.models.ModelException;
import io.mien.models.testkit.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the tokenizer against ids of OpenAI's. The vocabulary is OpenAI's file, which is not part of the project. */
final class TokenizerTest {
    private static final int[] A_DOG = {320, 1929};

    @TempDir
    private Path folder;

    private static Tokenizer tokenizer;

    private static Path vocabulary;

    @BeforeAll
    static void open() {
        vocabulary = Fixtures.shared("data/clip/bpe_simple_vocab_16e6.txt.gz");
        tokenizer = Tokenizer.open(vocabulary);
    }

    @Test
    void idsPromptsAndCutPromptsAgreeWithTheOriginal() throws IOException {
        int refused = 0;
        for (JsonNode fixture : new ObjectMapper()
                .readTree(Fixtures.folder("clip").resolve("tokenizer.json").toFile())) {
            String text = fixture.get("text").textValue();
            int[] ids;
            try {
                ids = tokenizer.encode(text);
            } catch (ModelException e) {
                assertThat(fixture.get("repaired_by_ftfy").booleanValue())
                        .as(text)
                        .isTrue();
                assertThat(e).hasMessageContaining("another encoding");
                refused++;
                continue;
            }
            assertThat(ids).as(text).isEqualTo(ints(fixture.get("ids")));
            assertThat(trimmed(tokenizer.tokenizeTruncated(text, Tokenizer.CLIP_CONTEXT)))
                    .as(text)
                    .isEqualTo(ints(fixture.get("truncated")));
            if (fixture.get("padded").isNull()) {
                assertThatThrownBy(() -> tokenizer.tokenize(text, Tokenizer.CLIP_CONTEXT))
                        .isInstanceOf(ModelException.class)
                        .hasMessageContaining("tokens (expected: at most 75");
            } else {
                int[] prompt = tokenizer.tokenize(text, Tokenizer.CLIP_CONTEXT);
                assertThat(prompt).hasSize(Tokenizer.CLIP_CONTEXT);
                assertThat(trimmed(prompt)).as(text).isEqualTo(ints(fixture.get("padded")));
            }
        }
        assertThat(refused).as("texts whose encoding only a heuristic can tell").isEqualTo(1);
    }

    @Test
    void huggingFacesFilesGiveTheSameIds() throws IOException {
        List<String> lines = vocabularyLines();
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", lines) + "\n");
        ObjectNode ids = new ObjectMapper().createObjectNode();
        for (int id = 0; id < tokenizer.size(); id++) {
            ids.put(pieceOf(id, lines), id);
        }
        Files.writeString(folder.resolve("vocab.json"), ids.toString());
        assertThat(Tokenizer.open(folder).encode("A dog")).isEqualTo(A_DOG);
        assertThat(Tokenizer.open(folder.resolve("vocab.json")).encode("A dog")).isEqualTo(A_DOG);
        assertThat(Tokenizer.open(folder.resolve("merges.txt")).encode("A dog")).isEqualTo(A_DOG);

        for (boolean pairs : new boolean[] {false, true}) {
            Path file = folder.resolve("tokenizer.json");
            Files.writeString(file, tokenizerJson(ids, lines, pairs).toString());
            Tokenizer same = Tokenizer.open(file);
            assertThat(same.end()).isEqualTo(49407);
            String text = "Supercalifragilistic naïve façade — 日本 <|endoftext|> 12!";
            assertThat(same.encode(text)).isEqualTo(tokenizer.encode(text));
        }
    }

    @Test
    void charactersThatTheOriginalRepairsByRuleAreRepairedHere() {
        assertSame("cafe\u0301", "caf\u00e9");
        assertSame("\uFB02\uFB01", "flfi");
        assertSame("\uFF26\uFF35\uFF2C\uFF2C", "full");
        assertSame("\u2018a\u2019 \u201Cb\u201D", "'a' \"b\"");
        assertSame("a\u0007\uFEFFb", "ab");
        assertSame("a\u0093b", "a\"b");
        assertSame("\u001B[31mred\u001B[0m", "red");
        assertSame("a\u2028b\u3000c", "a b c");
    }

    @Test
    void charactersReferencesAreResolvedTwiceAndInPlainTextAllTheWay() {
        assertSame("&amp;amp;", "&");
        assertSame("caf&eacute;", "café");
        assertSame("&#x41;&#66;&hearts;", "ab♥");
        // A "<" makes it HTML: two rounds and no more.
        assertSame("< &amp;amp;amp;", "< & amp ;");
    }

    @Test
    void lettersOfAnyScriptAreWordsAndDigitsStandAlone() {
        assertSame("x23²½", "x 2 3 ² ½");
        assertSame("ΣΑΣ", "σας");
        assertSame("Ünï", "ünï");
    }

    @Test
    void textDecodedWithTheWrongEncodingIsRefusedByName() {
        assertThatThrownBy(() -> tokenizer.encode("a nice CafÃ© here"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("\"Ã©\" looks like UTF-8");
        assertThatThrownBy(() -> tokenizer.encode("donâ€™t")).hasMessageContaining("\"â€™\" looks like UTF-8");
        assertThat(tokenizer.encode("Ã la carte, naïve Ünï 5€")).isNotEmpty();
    }

    @Test
    void anIdIsShownAsItsWord() {
        assertThat(tokenizer.word(1929)).isEqualTo("dog");
        assertThat(tokenizer.word(49406)).isEqualTo("<|startoftext|>");
        assertThat(tokenizer.word(0)).isEqualTo("!…");
        assertThat(tokenizer.word(tokenizer.encode("é")[0])).isEqualTo("é");
        assertThatThrownBy(() -> tokenizer.word(49408)).hasMessageContaining("token: 49408");
    }

    @Test
    void filesThatAreNoVocabularyAreRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("words.txt"), "#header\na b\n");
        assertThatThrownBy(() -> Tokenizer.open(text)).hasMessageContaining("2 lines (expected: a header and 48894");
        Path json = Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"type\": \"Unigram\"}}");
        assertThatThrownBy(() -> Tokenizer.open(json)).hasMessageContaining("type Unigram");
        Files.delete(json);
        assertThatThrownBy(() -> Tokenizer.open(folder)).hasMessageContaining("neither tokenizer.json nor vocab.json");
        Path ids = Files.writeString(folder.resolve("vocab.json"), "{\"a\": 1000000000}");
        Files.writeString(folder.resolve("merges.txt"), "#version\n");
        assertThatThrownBy(() -> Tokenizer.open(ids)).hasMessageContaining("no id for");
        assertThatThrownBy(() -> Tokenizer.open(folder.resolve("none"))).hasMessageContaining("cannot be read");
    }

    @Test
    void aPackedFileThatUnpacksWithoutEndIsRefused() throws IOException {
        Path bomb = folder.resolve("bomb.txt.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 65; i++) {
                out.write(zeros);
            }
        }
        assertThatThrownBy(() -> Tokenizer.open(bomb)).hasMessageContaining("more than 67108864 bytes");
    }

    private static void assertSame(String text, String plain) {
        assertThat(tokenizer.encode(text)).as(text).isEqualTo(tokenizer.encode(plain));
    }

    private static List<String> vocabularyLines() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(vocabulary))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .limit(49_408 - 512 - 2)
                    .toList();
        }
    }

    private static String pieceOf(int id, List<String> lines) {
        if (id < 512) {
            return ByteAlphabet.letters().get(id % 256) + (id < 256 ? "" : "</w>");
        }
        if (id - 512 < lines.size()) {
            return lines.get(id - 512).replace(" ", "");
        }
        return id == 49_406 ? "<|startoftext|>" : "<|endoftext|>";
    }

    private static ObjectNode tokenizerJson(ObjectNode ids, List<String> lines, boolean pairs) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        ArrayNode added = json.putArray("added_tokens");
        added.addObject().put("id", 49_406).put("content", "<|startoftext|>");
        added.addObject().put("id", 49_407).put("content", "<|endoftext|>");
        ObjectNode model = json.putObject("model").put("type", "BPE").put("end_of_word_suffix", "</w>");
        model.set("vocab", ids);
        ArrayNode merges = model.putArray("merges");
        for (String line : lines) {
            if (pairs) {
                merges.addArray().add(line.split(" ")[0]).add(line.split(" ")[1]);
            } else {
                merges.add(line);
            }
        }
        return json;
    }

    private static int[] trimmed(int[] prompt) {
        List<Integer> ids = new ArrayList<>();
        for (int id : prompt) {
            if (id != 0) {
                ids.add(id);
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }
}
