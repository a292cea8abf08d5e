package io.mien.models.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Folders of files that other programs wrote, with a {@code case.json} that says what came of them there. */
public final class RecordedFolders {
    private RecordedFolders() {}

    /**
     * Finds them.
     *
     * @param name of the packed ones beside the tests, {@code fixtures/NAME.zip}, and of the property {@code mien.NAME} of a
     *     folder of others
     * @param unpacked where they are unpacked
     */
    public static List<Path> of(String name, Path unpacked) throws IOException {
        String others = System.getProperty("mien." + name, "");
        Path root = others.isEmpty() ? unpacked : Path.of(others);
        if (others.isEmpty()) {
            unpack("/fixtures/" + name + ".zip", unpacked);
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> Files.exists(folder.resolve("case.json")))
                    .sorted()
                    .toList();
        }
    }

    private static void unpack(String resource, Path into) throws IOException {
        InputStream packed = RecordedFolders.class.getResourceAsStream(resource);
        if (packed == null) {
            throw new IOException("no " + resource);
        }
        try (ZipInputStream zip = new ZipInputStream(packed)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = into.resolve(entry.getName()).normalize();
                if (!file.startsWith(into)) {
                    throw new IOException(entry.getName() + " is outside of " + resource);
                }
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
    }
}
