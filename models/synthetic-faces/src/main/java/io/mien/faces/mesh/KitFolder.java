package io.mien.faces.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.faces.FaceKitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads ICT-FaceKit as it is published: a folder of OBJ files that share one topology. */
final class KitFolder {
    private static final String NEUTRAL = "generic_neutral_mesh.obj";
    private static final String INDICES = "vertex_indices.json";
    private static final String JAW = "jawOpen";

    /** The pupil's width is painted, not moved. */
    private static final String UNUSED = "PupilDilate";

    /** Later ones add less than two hundredths of what tells people apart. */
    private static final int PEOPLE = 45;

    private static final float SEEN_MOVEMENT = 0.003f;
    private static final float SEEN_DIFFERENCE = 0.002f;

    private final Path folder;

    private KitFolder(Path folder) {
        this.folder = folder;
    }

    /** Finds the kit in a folder: the files themselves, or the {@code FaceXModel} folder that the repository has them in. */
    static Optional<KitFolder> find(Path folder) {
        return Stream.of(folder, folder.resolve("FaceXModel"))
                .filter(candidate -> Files.isRegularFile(candidate.resolve(NEUTRAL)))
                .findFirst()
                .map(KitFolder::new);
    }

    /** Tells kits apart without reading them whole: the neutral mesh, and every file's name and size. */
    String fingerprint() {
        try (Stream<Path> files = Files.list(folder)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(folder.resolve(NEUTRAL)));
            for (Path file : files.sorted().toList()) {
                digest.update((file.getFileName() + " " + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (IOException e) {
            throw new FaceKitException("face kit: " + folder + " cannot be read (" + e.getMessage() + ")", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256", e); // every Java has it
        }
    }

    /** Reads it all: some 250 MB of text, a few seconds. */
    FaceKit read() {
        float[] neutral = ObjReader.vertices(folder.resolve(NEUTRAL), KitTopology.VERTICES);
        Thinning thinning = new Thinning(neutral, offsets(JAW, neutral));
        List<int[]> triangles = ObjReader.polygons(folder.resolve(NEUTRAL)).stream()
                .flatMap(polygon -> thinning.triangles(polygon).stream())
                .sorted(Comparator.comparing(triangle -> part(triangle[0])))
                .toList();
        int[] kept = triangles.stream()
                .flatMapToInt(IntStream::of)
                .distinct()
                .boxed()
                .sorted(Comparator.comparing(KitFolder::part).thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] renumbered = new int[KitTopology.VERTICES];
        for (int i = 0; i < kept.length; i++) {
            renumbered[kept[i]] = i;
        }
        FacePart[] parts = new FacePart[kept.length];
        for (int i = 0; i < kept.length; i++) {
            parts[i] = part(kept[i]);
        }
        return new FaceKit(
                pick(neutral, kept),
                parts,
                triangles.stream()
                        .flatMapToInt(IntStream::of)
                        .map(vertex -> renumbered[vertex])
                        .toArray(),
                IntStream.of(landmarks()).map(vertex -> renumbered[vertex]).toArray(),
                people(neutral, kept),
                movements(neutral, kept));
    }

    private List<Deformation> people(float[] neutral, int[] kept) {
        List<Deformation> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            String name = String.format(Locale.ROOT, "identity%03d", i);
            people.add(Deformation.of(name, pick(offsets(name, neutral), kept), SEEN_DIFFERENCE));
        }
        return people;
    }

    private List<Deformation> movements(float[] neutral, int[] kept) {
        return names().stream()
                .filter(name -> !name.startsWith("identity") && !name.startsWith(UNUSED))
                .map(name -> Deformation.of(name, pick(offsets(name, neutral), kept), SEEN_MOVEMENT))
                .toList();
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".obj") && !name.equals(NEUTRAL))
                    .map(name -> name.substring(0, name.length() - ".obj".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new FaceKitException("face kit: " + folder + " cannot be listed (" + e.getMessage() + ")", e);
        }
    }

    private float[] offsets(String name, float[] neutral) {
        float[] offsets = ObjReader.vertices(folder.resolve(name + ".obj"), KitTopology.VERTICES);
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] -= neutral[i];
        }
        return offsets;
    }

    private int[] landmarks() {
        Path file = folder.resolve(INDICES);
        try {
            JsonNode landmarks = new ObjectMapper().readTree(file.toFile()).path("idx_to_landmark_verts");
            int[] vertices = IntStream.range(0, landmarks.size())
                    .map(i -> landmarks.get(i).asInt(-1))
                    .toArray();
            if (vertices.length != FaceKit.LANDMARKS
                    || IntStream.of(vertices)
                            .anyMatch(vertex -> vertex < 0
                                    || vertex >= KitTopology.VERTICES
                                    || KitTopology.part(vertex).isEmpty())) {
                throw new FaceKitException("face kit: " + file + ": idx_to_landmark_verts has " + vertices.length
                        + " entries (expected: 68 vertices of the face)");
            }
            return vertices;
        } catch (IOException e) {
            throw new FaceKitException("face kit: " + file + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static FacePart part(int vertex) {
        return KitTopology.part(vertex).orElseThrow();
    }

    private static float[] pick(float[] values, int[] kept) {
        float[] picked = new float[3 * kept.length];
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(values, 3 * kept[i], picked, 3 * i, 3);
        }
        return picked;
    }
}
