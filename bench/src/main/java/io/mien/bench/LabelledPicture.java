package io.mien.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of somebody, and what is seen on their face.
 *
 * @param file JPEG or PNG
 * @param label one of the model's
 */
record LabelledPicture(Path file, String label) {

    /**
     * Reads a list: a picture a line, its path from the list's folder, a space, the label.
     *
     * @param labels what may be seen
     * @throws IOException if the list cannot be read
     * @throws IllegalArgumentException naming the first line that is none
     */
    static List<LabelledPicture> list(Path list, List<String> labels) throws IOException {
        List<LabelledPicture> pictures = new ArrayList<>();
        List<String> lines = Files.readAllLines(list);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                continue;
            }
            int space = line.lastIndexOf(' ');
            String label = line.substring(space + 1);
            if (space < 0 || !labels.contains(label)) {
                throw new IllegalArgumentException(list + ", line " + (i + 1) + ": " + line
                        + " (expected: a picture's path, a space, one of " + labels + ")");
            }
            pictures.add(new LabelledPicture(
                    list.resolveSibling(line.substring(0, space).strip()), label));
        }
        return pictures;
    }
}
