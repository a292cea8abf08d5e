package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold of the page's own scripts, which no compiler sees. */
class PageSourcesTest {
    private static final Path PAGE = Path.of("src/main/resources/io/mien/dashboard/page");
    private static final int LONGEST_MODULE = 300;
    private static final String TEXTS = "texts.js";
    /** Words one after another between quotes: something for people. */
    private static final Pattern SENTENCE =
            Pattern.compile("\"[A-Z][a-z]+ [a-z]+[^\"]*\"|`[^`]*[a-z] [a-z]{2,} [^`]*`");

    private static final Pattern WORDS_IN_MARKUP = Pattern.compile(">[^<]*[A-Za-z]{2,}[^<]*<");
    private static final Pattern IMPORT = Pattern.compile("from \"(\\./([^\"]+))\";");

    private final Assets assets = new Assets();

    @Test
    void everyFileIsServedAsItIs() throws IOException {
        for (Path file : files("")) {
            assertThat(assets.find(file.getFileName().toString()))
                    .as(file.toString())
                    .hasValueSatisfying(
                            asset -> assertThat(asset.text()).isNotEmpty().isEqualToNormalizingNewlines(read(file)));
        }
    }

    @Test
    void everyImportIsServed() throws IOException {
        for (Path module : files(".js")) {
            List<String> imports = IMPORT.matcher(read(module))
                    .results()
                    .map(match -> match.group(2))
                    .toList();
            assertThat(imports)
                    .as(module.toString())
                    .allMatch(name -> assets.find(name).isPresent());
        }
    }

    @Test
    void nothingThatComesFromOutsideBecomesMarkupOrCode() throws IOException {
        for (Path module : files(".js")) {
            assertThat(read(module))
                    .as(module.toString())
                    .doesNotContain(
                            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function");
        }
    }

    @Test
    void nothingIsAskedOfAnotherHost() throws IOException {
        for (Path file : files("")) {
            // The only address in the page names a format.
            assertThat(read(file).replace("http://www.w3.org/2000/svg", ""))
                    .as(file.toString())
                    .doesNotContain("http://", "https://", "@import", "url(");
        }
    }

    @Test
    void allWordsOfThePageAreInOneFile() throws IOException {
        for (Path module : files(".js")) {
            if (module.endsWith(TEXTS)) {
                continue;
            }
            // Messages of errors are for whoever mends the page.
            List<String> sentences = read(module)
                    .lines()
                    .filter(line -> !line.strip().startsWith("*") && !line.contains("new Error("))
                    .filter(line -> SENTENCE.matcher(line).find())
                    .toList();
            assertThat(sentences).as(module.toString()).isEmpty();
        }
        List<String> inMarkup = read(PAGE.resolve("index.html"))
                .lines()
                .filter(line -> WORDS_IN_MARKUP.matcher(line).find())
                .toList();
        assertThat(inMarkup).hasSize(3).allMatch(line -> line.contains("Mien") || line.contains("<noscript>"));
    }

    @Test
    void addressesAreRelativeSoThatThePageCanLieBelowAnyPath() throws IOException {
        for (Path file : files("")) {
            assertThat(read(file)).as(file.toString()).doesNotContain("\"/assets", "\"/api", "`/api", "'/api");
        }
    }

    @Test
    void modulesStaySmall() throws IOException {
        for (Path module : files(".js")) {
            // All words are in one, for whoever translates them.
            if (module.endsWith(TEXTS)) {
                continue;
            }
            assertThat(Files.readAllLines(module)).as(module.toString()).hasSizeLessThan(LONGEST_MODULE);
        }
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(PAGE)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            assertThat(found).hasSizeGreaterThan(5);
            return found;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
