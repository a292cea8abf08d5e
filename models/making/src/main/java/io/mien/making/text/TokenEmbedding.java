package io.mien.making.text;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * CLIP's table of word embeddings. Immutable as long as nobody changes the array it was made of, which it keeps: for large
 * models that is 150 MB.
 */
public final class TokenEmbedding {
    private final float[] table;
    private final int width;

    /**
     * A word near a vector.
     *
     * @param token its id
     * @param distance Euclidean
     */
    public record Neighbour(int token, double distance) {}

    /**
     * Wraps a table.
     *
     * @param table {@code [tokens, width]}, row-major
     */
    public TokenEmbedding(float[] table, int width) {
        if (width < 1 || table.length == 0 || table.length % width != 0) {
            throw new IllegalArgumentException(
                    "token embedding: " + table.length + " floats (expected: a whole number of rows of " + width + ")");
        }
        this.table = table;
        this.width = width;
    }

    public int width() {
        return width;
    }

    /** How many words there are. */
    public int size() {
        return table.length / width;
    }

    /** A word's embedding, {@code [width]}. */
    public float[] row(int token) {
        if (token < 0 || token >= size()) {
            throw new IllegalArgumentException("token: " + token + " (expected: 0 to " + (size() - 1) + ")");
        }
        return Arrays.copyOfRange(table, token * width, (token + 1) * width);
    }

    /**
     * The words nearest to a vector, nearest first; of equally near ones the lower ids.
     *
     * @param vector {@code [width]}
     * @param count how many
     */
    public List<Neighbour> nearest(float[] vector, int count) {
        Comparator<Neighbour> byDistance =
                Comparator.comparingDouble(Neighbour::distance).thenComparingInt(Neighbour::token);
        PriorityQueue<Neighbour> nearest = new PriorityQueue<>(byDistance.reversed());
        for (int token = 0; token < size(); token++) {
            double distance = Math.sqrt(squaredDistance(vector, token));
            if (nearest.size() < count) {
                nearest.add(new Neighbour(token, distance));
            } else if (!nearest.isEmpty() && distance < nearest.element().distance) {
                nearest.remove();
                nearest.add(new Neighbour(token, distance));
            }
        }
        return nearest.stream().sorted(byDistance).toList();
    }

    private double squaredDistance(float[] vector, int token) {
        int row = token * width;
        double sum = 0;
        for (int i = 0; i < width; i++) {
            double difference = vector[i] - table[row + i];
            sum += difference * difference;
        }
        return sum;
    }
}
