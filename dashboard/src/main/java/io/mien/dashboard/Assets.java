package io.mien.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.CRC32;

/**
 * Holds the files of the page. The list is fixed and read once: no path of a request ever becomes a path of a file.
 * Immutable.
 */
final class Assets {
    private static final String OWN = "/io/mien/dashboard/page/";
    private static final String CHART_JS = "chart.umd.js";
    private static final String VERSION_JS = "version.js";
    private static final String CHART_JS_PROPERTIES = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";
    private static final List<String> NAMES = List.of(
            "index.html",
            "style.css",
            "icon.svg",
            "alerts.js",
            "app.js",
            "attention.js",
            "cards.js",
            "chart.js",
            "clipboard.js",
            "connection.js",
            "csv.js",
            "dead-letters.js",
            "dom.js",
            "downloads.js",
            "evidence-sections.js",
            "events-worker.js",
            "events.js",
            "evidence.js",
            "faces.js",
            "feed-notes.js",
            "format.js",
            "header.js",
            "labels.js",
            "links.js",
            "outlines.js",
            "overview-choice.js",
            "overview-row.js",
            "overview-store.js",
            "overview.js",
            "picture.js",
            "stream-drag.js",
            "stream-rows.js",
            "stream-view.js",
            "strip.js",
            "subjects.js",
            "texts.js",
            "zone.js");

    /** @param tag changes when the text does, for the browser's cache */
    record Asset(String text, String contentType, String tag) {}

    private final Map<String, Asset> assets = new LinkedHashMap<>();
    private final String version;

    /** Fails at once if the program is not whole. */
    Assets() {
        NAMES.forEach(name -> assets.put(name, asset(name, read(OWN + name))));
        String chartJs = "/META-INF/resources/webjars/chart.js/" + chartJsVersion() + "/dist/" + CHART_JS;
        assets.put(CHART_JS, asset(CHART_JS, read(chartJs)));
        CRC32 checksum = new CRC32();
        assets.forEach((name, asset) -> checksum.update((name + asset.tag()).getBytes(UTF_8)));
        this.version = HexFormat.of().toHexDigits(checksum.getValue(), 8);
        byte[] script = ("export const VERSION = \"" + version + "\";\n").getBytes(UTF_8);
        assets.put(VERSION_JS, asset(VERSION_JS, script));
    }

    /** Another one for other files: an open page of another version than the server's is told so. */
    String version() {
        return version;
    }

    Optional<Asset> find(String name) {
        return Optional.ofNullable(assets.get(name));
    }

    private static Asset asset(String name, byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        String tag = '"' + HexFormat.of().toHexDigits(checksum.getValue(), 8) + '-' + bytes.length + '"';
        return new Asset(new String(bytes, UTF_8), contentType(name), tag);
    }

    private static String contentType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("asset: " + name + " (expected: html, css, js or svg)");
        };
    }

    /** The WebJar has its version in its paths. */
    private static String chartJsVersion() {
        try (InputStream file = open(CHART_JS_PROPERTIES)) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(String resource) {
        try (InputStream file = open(resource)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream file = Assets.class.getResourceAsStream(resource);
        if (file == null) {
            throw new IllegalStateException("resource: " + resource + " is not in the program (expected: in its jar)");
        }
        return file;
    }
}
