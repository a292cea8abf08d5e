package io.mien.training.published;

import io.mien.evaluation.ClipList;
import io.mien.evaluation.ListedClip;
import io.mien.making.checkpoint.Checkpoint;
import io.mien.making.checkpoint.StoredTensor;
import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The vectors that a teacher, such as a vision-language model, made of the clips of a list, one of each.
 *
 * @param rows one a clip, in the list's order
 */
record TeacherVectors(List<float[]> rows) {
    /** Name of the tensor that has all vectors in the list's order. */
    static final String ALL = "teacher";

    /**
     * Reads a file: either one tensor {@code teacher [clips, width]} in the list's order, or a tensor {@code [width]} for each
     * clip, under its path as the list writes it. Other clips' are ignored.
     *
     * @param file safetensors, or another container of tensors that Mien reads
     * @throws ModelException if a clip has no vector, or one that has no direction or another length than the others
     */
    static TeacherVectors read(Path file, ClipList list) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            StoredTensor all = checkpoint.tensors().get(ALL);
            List<float[]> rows = all == null ? byPath(checkpoint, list) : inOrder(file, all, list);
            for (int i = 0; i < rows.size(); i++) {
                require(file, list.clips().get(i), rows.get(i), rows.get(0).length);
            }
            return new TeacherVectors(rows);
        }
    }

    private static List<float[]> inOrder(Path file, StoredTensor all, ClipList list) {
        int clips = list.clips().size();
        if (all.shape().size() != 2
                || all.shape().get(0) != clips
                || all.shape().get(1) < 1) {
            throw new ModelException("teacher " + file + ": " + ALL + " " + all.shape() + " (expected: [" + clips
                    + ", width], a row for each clip of " + list.file() + ")");
        }
        float[] values = all.floats();
        int width = values.length / clips;
        List<float[]> rows = new ArrayList<>();
        for (int clip = 0; clip < clips; clip++) {
            float[] row = new float[width];
            System.arraycopy(values, clip * width, row, 0, width);
            rows.add(row);
        }
        return rows;
    }

    private static List<float[]> byPath(Checkpoint checkpoint, ClipList list) {
        Map<String, StoredTensor> tensors = checkpoint.tensors();
        List<float[]> rows = new ArrayList<>();
        for (ListedClip clip : list.clips()) {
            StoredTensor vector = tensors.get(clip.path());
            if (vector == null || vector.shape().size() != 1) {
                throw new ModelException("teacher " + checkpoint.file() + ": "
                        + (vector == null ? "no vector" : "a tensor " + vector.shape()) + " for " + clip.path()
                        + " (expected: a tensor [width] under each clip's path as " + list.file()
                        + " writes it, or one tensor \"" + ALL + "\" [clips, width])");
            }
            rows.add(vector.floats());
        }
        return rows;
    }

    private static void require(Path file, ListedClip clip, float[] row, int width) {
        double squared = 0;
        for (float value : row) {
            squared += (double) value * value;
        }
        if (row.length != width || !(squared > 0) || Double.isInfinite(squared)) {
            throw new ModelException("teacher " + file + ": the vector of " + clip.path() + " has " + row.length
                    + " floats and length " + Math.sqrt(squared) + " (expected: " + width
                    + " floats, as the first one has, and a length above 0)");
        }
    }

    int width() {
        return rows.get(0).length;
    }
}
