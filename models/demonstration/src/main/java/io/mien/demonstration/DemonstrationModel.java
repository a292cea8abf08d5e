package io.mien.demonstration;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.models.packages.ModelPackage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The model that comes with Mien, with its card: a small DFER-CLIP trained on rendered faces. */
public final class DemonstrationModel {
    private DemonstrationModel() {}

    /**
     * Copies the package out, since TensorFlow reads files only.
     *
     * @param folder its place; made if it is not there
     * @throws UncheckedIOException if it cannot be written
     */
    public static Path copyTo(Path folder) {
        try {
            for (String file : files()) {
                Path place = folder.resolve(file);
                Files.createDirectories(requireNonNull(place.getParent(), "a file's folder"));
                try (InputStream packed = open(file)) {
                    Files.copy(packed, place);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the demonstration model cannot be copied to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The manifest, and what it lists. */
    private static List<String> files() throws IOException {
        List<String> files = new ArrayList<>(List.of(ModelPackage.MANIFEST));
        try (InputStream packed = open(ModelPackage.MANIFEST)) {
            JsonNode manifest = new ObjectMapper().readTree(packed);
            for (String list : List.of("files", "attachments")) {
                manifest.path(list).forEach(file -> files.add(file.path("path").asText()));
            }
        }
        return List.copyOf(files);
    }

    private static InputStream open(String file) throws IOException {
        InputStream packed = DemonstrationModel.class.getResourceAsStream("package/" + file);
        if (packed == null) {
            throw new FileNotFoundException("package/" + file + " (expected: on the class path)");
        }
        return packed;
    }
}
