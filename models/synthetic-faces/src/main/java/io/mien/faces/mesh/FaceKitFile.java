package io.mien.faces.mesh;

import io.mien.faces.FaceKitException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes and reads a face kit's thin binary form, which takes a few megabytes. It is big-endian: the magic, the
 * format's number, the mesh, the landmarks, the people, the movements; each list is preceded by its length.
 */
final class FaceKitFile {
    private static final long MAGIC = 0x4d49454e46414345L; // MIENFACE
    private static final int FORMAT = 1;

    /** No list of the real kit is longer; it keeps a broken file from asking for all memory. */
    private static final int LONGEST_LIST = 1 << 20;

    private FaceKitFile() {}

    /** Writes it whole or not at all. */
    static void write(FaceKit kit, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path unfinished = Files.createTempFile(folder, "kit", ".part");
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16))) {
            out.writeLong(MAGIC);
            out.writeInt(FORMAT);
            out.writeInt(kit.vertexCount());
            for (FacePart part : FacePart.values()) {
                out.writeInt(kit.endVertex(part) - kit.firstVertex(part));
            }
            for (float coordinate : kit.neutral()) {
                out.writeFloat(coordinate);
            }
            writeIntegers(out, kit.triangles());
            writeIntegers(out, kit.landmarks());
            writeDeformations(out, kit.people());
            writeDeformations(out, kit.movements());
        }
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void writeIntegers(DataOutputStream out, int[] integers) throws IOException {
        out.writeInt(integers.length);
        for (int integer : integers) {
            out.writeInt(integer);
        }
    }

    private static void writeDeformations(DataOutputStream out, List<Deformation> deformations) throws IOException {
        out.writeInt(deformations.size());
        for (Deformation deformation : deformations) {
            out.writeUTF(deformation.name());
            out.writeFloat(deformation.step());
            int[] vertices = deformation.vertices();
            out.writeInt(vertices.length);
            int previous = 0;
            for (int vertex : vertices) {
                out.writeShort(vertex - previous);
                previous = vertex;
            }
            for (short step : deformation.steps()) {
                out.writeShort(step);
            }
        }
    }

    /** @throws FaceKitException if it is no such file, broken, or of another format */
    static FaceKit read(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (in.readLong() != MAGIC || in.readInt() != FORMAT) {
                throw refusal(file, "something else");
            }
            int vertices = length(in, file);
            FacePart[] parts = parts(in, file, vertices);
            float[] neutral = new float[3 * vertices];
            for (int i = 0; i < neutral.length; i++) {
                neutral[i] = in.readFloat();
            }
            int[] triangles = integers(in, file, vertices);
            int[] landmarks = integers(in, file, vertices);
            List<Deformation> people = deformations(in, file, vertices);
            List<Deformation> movements = deformations(in, file, vertices);
            if (landmarks.length != FaceKit.LANDMARKS || triangles.length % 3 != 0) {
                throw refusal(file, "a broken one");
            }
            return new FaceKit(neutral, parts, triangles, landmarks, people, movements);
        } catch (IOException e) {
            throw new FaceKitException("face kit: " + file + " cannot be read (" + e + ")", e);
        }
    }

    private static FacePart[] parts(DataInputStream in, Path file, int vertices) throws IOException {
        FacePart[] parts = new FacePart[vertices];
        int next = 0;
        for (FacePart part : FacePart.values()) {
            int count = length(in, file);
            if (count > vertices - next) {
                throw refusal(file, "a broken one");
            }
            Arrays.fill(parts, next, next + count, part);
            next += count;
        }
        if (next < vertices) {
            throw refusal(file, "a broken one");
        }
        return parts;
    }

    private static int length(DataInputStream in, Path file) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST_LIST) {
            throw refusal(file, "a broken one");
        }
        return length;
    }

    private static int[] integers(DataInputStream in, Path file, int bound) throws IOException {
        int[] integers = new int[length(in, file)];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = in.readInt();
        }
        if (Arrays.stream(integers).anyMatch(integer -> integer < 0 || integer >= bound)) {
            throw refusal(file, "a broken one");
        }
        return integers;
    }

    private static List<Deformation> deformations(DataInputStream in, Path file, int bound) throws IOException {
        int count = length(in, file);
        List<Deformation> deformations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            float step = in.readFloat();
            int[] vertices = new int[length(in, file)];
            int previous = 0;
            for (int j = 0; j < vertices.length; j++) {
                previous += in.readUnsignedShort();
                vertices[j] = previous;
            }
            if (previous >= bound) {
                throw refusal(file, "a broken one");
            }
            short[] steps = new short[3 * vertices.length];
            for (int j = 0; j < steps.length; j++) {
                steps[j] = in.readShort();
            }
            deformations.add(new Deformation(name, step, vertices, steps));
        }
        return deformations;
    }

    private static FaceKitException refusal(Path file, String found) {
        return new FaceKitException("face kit: " + file + ": " + found
                + " (expected: a face kit in this version's binary form; delete it, and it is made again)");
    }
}
