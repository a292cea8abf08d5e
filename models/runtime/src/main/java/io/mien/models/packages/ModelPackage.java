package io.mien.models.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.PackageReference;
import io.mien.models.PreprocessingDigest;
import io.mien.models.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder that is a TensorFlow SavedModel with a manifest, {@code mien-model.json}, beside the graph. Immutable once
 * written: another model is another folder.
 *
 * @param folder where it is
 * @param manifest what it says of itself, checked
 */
public record ModelPackage(Path folder, ModelManifest manifest) {
    /** Name of the manifest's file. */
    public static final String MANIFEST = "mien-model.json";

    private static final String GRAPH = "saved_model.pb";

    /** Writes a SavedModel's files. */
    @FunctionalInterface
    public interface SavedModelWriter {

        /**
         * Writes them.
         *
         * @param folder an empty one
         */
        void write(Path folder) throws IOException;
    }

    /** Adds files that are not part of the SavedModel. */
    @FunctionalInterface
    public interface AttachmentWriter {
        /** Adds nothing. */
        AttachmentWriter NONE = modelPackage -> {};

        /**
         * Writes them.
         *
         * @param modelPackage runs already, but has no manifest's file yet
         */
        void write(ModelPackage modelPackage) throws IOException;
    }

    /**
     * Opens a package and checks it: every file is there and unchanged, and the graph has the two signatures with the
     * shapes that follow from the manifest. Reads every byte once; loads no TensorFlow.
     *
     * @throws ModelException if it is not what it claims to be; the message has the claim beside what was found
     */
    public static ModelPackage open(Path folder) {
        Path file = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new ModelException("model package " + folder + ": no " + MANIFEST
                    + " (expected: a folder made by `mien model build` or `mien model import`)");
        }
        ManifestFile claimed = readManifest(file);
        if (claimed.files().stream().noneMatch(packaged -> packaged.path().equals(GRAPH))) {
            throw new ModelException("model package " + folder + ": the manifest lists no " + GRAPH);
        }
        requireFiles(folder, claimed.files());
        requireFiles(folder, claimed.attachments());
        requireClaim(file, "saved_model_digest", claimed.savedModelDigest(), Digests.of(claimed.files()));
        requireClaim(
                file,
                "preprocessing_digest",
                claimed.preprocessingDigest(),
                PreprocessingDigest.of(claimed.preprocessing()));
        ModelManifest manifest = claimed.manifest();
        SavedModelSignatures.read(folder.resolve(GRAPH)).require(manifest);
        return new ModelPackage(folder, manifest);
    }

    /**
     * Opens a package and checks that it is the one that is meant.
     *
     * @throws ModelException if it is another, or not what it claims to be
     */
    public static ModelPackage open(PackageReference reference) {
        ModelPackage opened = open(folder(reference.location()));
        String found = opened.sha256();
        if (!found.equals(reference.sha256())) {
            throw new ModelException("model package " + reference.location() + ": its " + MANIFEST + " has " + found
                    + " (expected: " + reference.sha256() + ")");
        }
        return opened;
    }

    private static Path folder(String location) {
        try {
            return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new ModelException(
                    "model package " + location + ": not a place (expected: a folder, or a file: URI)", e);
        }
    }

    /** {@code sha256:} and the digest of the manifest's file: two packages with the same have the same in every file. */
    public String sha256() {
        Path file = folder.resolve(MANIFEST);
        try {
            return "sha256:" + Digests.of(file);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }

    /** A file in the package that is not part of the SavedModel; empty if it has none of that name. */
    public Optional<Path> attachment(String name) {
        return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
    }

    /**
     * Writes a package in one step: it is built and checked in a folder beside its place and then moved there, so that
     * nobody ever sees half of it.
     *
     * @param folder its place; nothing may be there
     * @param savedModel writes the graph and the variables
     * @param manifest completes the manifest with the SavedModel's digest
     * @param attachments adds what else belongs to the package
     * @throws ModelException if the place is taken, the disk refuses, or the result is not what the manifest claims
     */
    public static ModelPackage write(
            Path folder,
            SavedModelWriter savedModel,
            Function<String, ModelManifest> manifest,
            AttachmentWriter attachments) {
        Path place = folder.toAbsolutePath().normalize();
        if (Files.exists(place)) {
            throw new ModelException("model package " + folder + ": something is there already"
                    + " (expected: a path that is free; packages are never changed)");
        }
        try {
            Path parent = Files.createDirectories(place.getParent());
            // Not createTempDirectory, whose folders only their owner may read.
            try (UnfinishedFolder beside =
                    UnfinishedFolder.create(parent.resolve("." + place.getFileName() + "-" + UUID.randomUUID()))) {
                Path unfinished = beside.path();
                savedModel.write(unfinished);
                List<PackagedFile> files = listFiles(unfinished);
                ModelManifest complete = manifest.apply(Digests.of(files));
                attachments.write(new ModelPackage(unfinished, complete));
                ManifestFile content = ManifestFile.of(complete, files, listOtherFiles(unfinished, files));
                Files.writeString(
                        unfinished.resolve(MANIFEST), StrictJson.indented().writeValueAsString(content) + "\n");
                ModelManifest checked = open(unfinished).manifest();
                Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
                return new ModelPackage(folder, checked);
            }
        } catch (IOException e) {
            throw new ModelException("model package " + folder + ": cannot be written: " + e, e);
        }
    }

    private static ManifestFile readManifest(Path file) {
        try {
            byte[] json = Files.readAllBytes(file);
            // Before anything else: what the keys of another format mean is not known.
            JsonNode format =
                    StrictJson.reader(JsonNode.class).<JsonNode>readValue(json).path("format");
            if (format.isInt() && format.intValue() != ManifestFile.FORMAT) {
                throw new ModelException(file + ": format " + format + " (expected: " + ManifestFile.FORMAT
                        + "; build the package again with this version of Mien)");
            }
            return StrictJson.reader(ManifestFile.class).readValue(json);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new ModelException(file + ": not a manifest" + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }

    private static void requireFiles(Path folder, List<PackagedFile> files) {
        for (PackagedFile file : files) {
            Path path = folder.resolve(file.path()).normalize();
            if (!path.startsWith(folder.normalize())) {
                throw new ModelException("model package " + folder + ": the manifest lists " + file.path()
                        + " (expected: a file inside the package)");
            }
            try {
                if (!Files.isRegularFile(path)) {
                    throw new ModelException("model package " + folder + ": " + file.path()
                            + " is missing (the manifest says " + file.bytes() + " bytes, sha256 " + file.sha256()
                            + ")");
                }
                long bytes = Files.size(path);
                String sha256 = Digests.of(path);
                if (bytes != file.bytes() || !sha256.equals(file.sha256())) {
                    throw new ModelException("model package " + folder + ": " + file.path() + " has " + bytes
                            + " bytes, sha256 " + sha256 + " (the manifest says " + file.bytes() + " bytes, sha256 "
                            + file.sha256() + ")");
                }
            } catch (IOException e) {
                throw new ModelException("model package " + folder + ": " + file.path() + " cannot be read: " + e, e);
            }
        }
    }

    private static void requireClaim(Path file, String key, String claimed, String found) {
        if (!claimed.equals(found)) {
            throw new ModelException(file + ": " + key + " is " + found + " (the manifest says " + claimed + ")");
        }
    }

    private static List<PackagedFile> listFiles(Path folder) throws IOException {
        return listOtherFiles(folder, List.of());
    }

    private static List<PackagedFile> listOtherFiles(Path folder, List<PackagedFile> listed) throws IOException {
        Set<String> known = listed.stream().map(PackagedFile::path).collect(Collectors.toSet());
        List<PackagedFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String relative = folder.relativize(path).toString().replace('\\', '/');
                if (!known.contains(relative)) {
                    files.add(new PackagedFile(relative, Files.size(path), Digests.of(path)));
                }
            }
        }
        return files.stream().sorted().toList();
    }
}
