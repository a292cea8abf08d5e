package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What CONTRIBUTING.md asks of the documents. */
final class DocumentsTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> OTHERS = Set.of(".git", "target", "node_modules", "venv");
    private static final int WIDTH = 120;

    /** A link to a file, with its target; not one to a site or to a heading of the same page. */
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\((?!https?:|#)([^)#\\s]+)[^)]*\\)");

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        Files.walkFileTree(REPOSITORY, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return OTHERS.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    documents.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return documents;
    }

    /** Tables and code may be wider, and so may a single word, such as a link. */
    private static List<String> wideLines(Path document) throws IOException {
        List<String> wide = new ArrayList<>();
        boolean fenced = false;
        List<String> lines = Files.readAllLines(document);
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            String text = line.strip();
            if (text.startsWith("```")) {
                fenced = !fenced;
            }
            boolean free = fenced || text.startsWith("|") || line.startsWith("    ") || !text.contains(" ");
            if (!free && line.codePointCount(0, line.length()) > WIDTH) {
                wide.add(REPOSITORY.relativize(document) + ":" + number);
            }
        }
        return wide;
    }

    @Test
    void linesWrapAt120Columns() throws IOException {
        List<Path> documents = documents();
        List<String> wide = new ArrayList<>();
        for (Path document : documents) {
            wide.addAll(wideLines(document));
        }

        assertThat(documents).contains(REPOSITORY.resolve("README.md"), REPOSITORY.resolve("docs/architecture.md"));
        assertThat(wide).isEmpty();
    }

    @Test
    void everyDocumentHasATitleAndSomethingBelowIt() throws IOException {
        List<Path> bare = new ArrayList<>();
        for (Path document : documents()) {
            String text = Files.readString(document).strip();
            if (!text.startsWith("# ")
                    || text.lines().filter(line -> !line.isBlank()).count() < 2) {
                bare.add(REPOSITORY.relativize(document));
            }
        }

        assertThat(bare).isEmpty();
    }

    @Test
    void linksToFilesLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                links++;
                if (!Files.exists(document.resolveSibling(link.group(1)))) {
                    broken.add(REPOSITORY.relativize(document) + ": " + link.group(1));
                }
            }
        }

        assertThat(links).isPositive();
        assertThat(broken).isEmpty();
    }
}
