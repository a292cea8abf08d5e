package io.mien.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files that are served: the example page and the two descriptions of the interface. The list is fixed and read once:
 * no path of a request ever becomes a path of a file. Immutable.
 */
final class PageFiles {
    private static final String FOLDER = "/io/mien/gateway/";
    private static final Map<String, String> TYPES = Map.of(
            "page/index.html", "text/html; charset=utf-8",
            "page/style.css", "text/css; charset=utf-8",
            "page/camera.js", "text/javascript; charset=utf-8",
            "page/icon.svg", "image/svg+xml",
            "openapi.json", "application/json",
            "asyncapi.json", "application/json");

    /** One file. */
    record PageFile(String text, String contentType) {}

    private final Map<String, PageFile> files = new TreeMap<>();

    /** Fails at once if the program is not whole. */
    PageFiles() {
        TYPES.forEach((name, type) -> files.put(name, new PageFile(read(name), type)));
    }

    @Nullable
    PageFile find(String name) {
        return files.get(name);
    }

    private static String read(String name) {
        try (InputStream file = PageFiles.class.getResourceAsStream(FOLDER + name)) {
            if (file == null) {
                throw new IllegalStateException("resource: " + name + " is not in the program (expected: in its jar)");
            }
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
