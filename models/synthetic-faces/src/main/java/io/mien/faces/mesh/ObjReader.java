package io.mien.faces.mesh;

import io.mien.faces.FaceKitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the vertices and polygons of a Wavefront OBJ file, and no texture coordinates. */
final class ObjReader {
    private final Path file;
    private final byte[] text;
    private int at;

    private ObjReader(Path file, byte[] text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Vertices of a file, {@code [count, 3]}.
     *
     * @throws FaceKitException if it has another number of them
     */
    static float[] vertices(Path file, int count) {
        ObjReader reader = open(file);
        float[] vertices = new float[3 * count];
        int next = 0;
        while (reader.nextLine()) {
            if (reader.startsWith('v', ' ')) {
                if (next == vertices.length) {
                    throw reader.refusal("more than " + count + " vertices");
                }
                reader.at += 2;
                for (int axis = 0; axis < 3; axis++) {
                    vertices[next++] = reader.number();
                }
            }
        }
        if (next < vertices.length) {
            throw reader.refusal(next / 3 + " vertices, not " + count);
        }
        return vertices;
    }

    /** The polygons' vertices, counted from 0, in the file's order. */
    static List<int[]> polygons(Path file) {
        ObjReader reader = open(file);
        List<int[]> polygons = new ArrayList<>();
        while (reader.nextLine()) {
            if (reader.startsWith('f', ' ')) {
                polygons.add(reader.polygon());
            }
        }
        return polygons;
    }

    private static ObjReader open(Path file) {
        try {
            ObjReader reader = new ObjReader(file, Files.readAllBytes(file));
            reader.at = -1;
            return reader;
        } catch (IOException e) {
            throw new FaceKitException("face kit: " + file + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Goes to the start of the next line; the file is taken to begin after a line's end at -1. */
    private boolean nextLine() {
        if (at >= 0) {
            while (at < text.length && text[at] != '\n') {
                at++;
            }
        }
        at++;
        return at < text.length;
    }

    private boolean startsWith(char first, char second) {
        return at + 1 < text.length && text[at] == first && text[at + 1] == second;
    }

    private int[] polygon() {
        int end = at;
        while (end < text.length && text[end] != '\n' && text[end] != '\r') {
            end++;
        }
        String[] corners = new String(text, at + 2, end - at - 2, StandardCharsets.US_ASCII)
                .trim()
                .split("\\s+");
        int[] polygon = new int[corners.length];
        for (int i = 0; i < corners.length; i++) {
            int slash = corners[i].indexOf('/');
            try {
                polygon[i] = Integer.parseInt(slash < 0 ? corners[i] : corners[i].substring(0, slash)) - 1;
            } catch (NumberFormatException e) {
                throw refusal("a polygon's corner " + corners[i]);
            }
        }
        return polygon;
    }

    /** The next number of the line. The files are hundreds of megabytes: {@link Float#parseFloat} would take a minute. */
    private float number() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\t')) {
            at++;
        }
        int start = at;
        boolean negative = at < text.length && text[at] == '-';
        if (negative) {
            at++;
        }
        double value = 0;
        double unit = 0;
        while (at < text.length) {
            byte letter = text[at];
            if (letter == '.' && unit == 0) {
                unit = 1;
            } else if (letter >= '0' && letter <= '9') {
                value = value * 10 + (letter - '0');
                unit *= 10;
            } else {
                break;
            }
            at++;
        }
        if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
            while (at < text.length && text[at] > ' ') {
                at++;
            }
            return Float.parseFloat(new String(text, start, at - start, StandardCharsets.US_ASCII));
        }
        if (at == start || (at < text.length && text[at] > ' ')) {
            throw refusal("a coordinate that is no number, at byte " + start);
        }
        double scaled = unit == 0 ? value : value / unit;
        return (float) (negative ? -scaled : scaled);
    }

    private FaceKitException refusal(String found) {
        return new FaceKitException("face kit: " + file + ": " + found
                + " (expected: the OBJ files of ICT-FaceKit's FaceXModel folder, unchanged)");
    }
}
