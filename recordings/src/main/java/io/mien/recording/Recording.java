package io.mien.recording;

import io.mien.recording.Damage.Kind;
import io.mien.recording.RecordingManifest.SchemaFile;
import io.mien.recording.RecordingManifest.Segment;
import io.mien.schemas.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A folder with what topics held: read as it is, also if it was cut off or changed. Immutable; read by any number of threads.
 */
public final class Recording {
    /** The folder of schemas. */
    public static final String SCHEMAS = "schemas";

    private final Path folder;
    private final RecordingManifest manifest;
    private final String sha256;
    private final List<Segment> unlisted;

    private Recording(Path folder, RecordingManifest manifest, String sha256, List<Segment> unlisted) {
        this.folder = folder;
        this.manifest = manifest;
        this.sha256 = sha256;
        this.unlisted = List.copyOf(unlisted);
    }

    /**
     * Opens a recording; reads its manifest only.
     *
     * @throws RecordingException if there is none in the folder
     */
    public static Recording open(Path folder) {
        RecordingManifest manifest = RecordingManifest.read(folder);
        try {
            String sha256 = Sha256.of(Files.readAllBytes(folder.resolve(RecordingManifest.FILE)));
            return new Recording(folder, manifest, sha256, SegmentFiles.unlisted(folder, manifest));
        } catch (IOException e) {
            throw RecordingException.unreadable("recording " + folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    public Path folder() {
        return folder;
    }

    public RecordingManifest manifest() {
        return manifest;
    }

    /**
     * The digest of the manifest, and so of all of a finished recording: who keeps it elsewhere can tell whether anything was
     * changed since, digests included.
     */
    public String sha256() {
        return sha256;
    }

    /**
     * The records of a topic.
     *
     * @param damages is told of each record and block that is not as it was written
     */
    public RecordReader read(Topic topic, Consumer<Damage> damages) {
        return new RecordReader(folder, segments(topic), damages);
    }

    private List<Segment> segments(Topic topic) {
        List<Segment> segments = new ArrayList<>(manifest.segments());
        segments.addAll(unlisted);
        segments.removeIf(segment -> !segment.topic().equals(topic.topicName()));
        return segments;
    }

    /** The texts of the schemas that records name by ids; a file that is gone is left out. */
    public Map<Integer, String> schemas() {
        Map<Integer, String> texts = new TreeMap<>();
        for (SchemaFile schema : manifest.schemas()) {
            if (schema.guid() == null) {
                text(schema).ifPresent(text -> texts.put(schema.id(), text));
            }
        }
        return texts;
    }

    /** The texts of the schemas that records name by GUIDs; a file that is gone is left out. */
    public Map<UUID, String> schemasByGuid() {
        Map<UUID, String> texts = new TreeMap<>();
        for (SchemaFile schema : manifest.schemas()) {
            UUID guid = schema.guid();
            if (guid != null) {
                text(schema).ifPresent(text -> texts.put(guid, text));
            }
        }
        return texts;
    }

    private Optional<String> text(SchemaFile schema) {
        Path file = folder.resolve(schema.file());
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException e) {
            throw RecordingException.unreadable(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Holds every file against the manifest's digest. What is told of a file whose records are told of by {@link #read} too is
     * the same change, seen from further away.
     */
    public List<Damage> checkFiles() {
        List<Damage> damages = new ArrayList<>();
        manifest.schemas().forEach(schema -> check(schema.file(), schema.sha256(), damages));
        for (Segment segment : manifest.segments()) {
            check(segment.file(), segment.sha256(), damages);
            check(segment.blocks(), segment.blocksSha256(), damages);
        }
        if (!manifest.finished()) {
            damages.add(Damage.ofFile(
                    Kind.CUT_OFF,
                    RecordingManifest.FILE,
                    "",
                    "",
                    "recording " + folder + ": was cut off before its end; it is read up to its last whole block"));
        }
        return damages;
    }

    private void check(String name, String recorded, List<Damage> damages) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            damages.add(Damage.ofFile(Kind.FILE_MISSING, name, recorded, "", name + ": not there"));
            return;
        }
        String found = digest(file);
        if (!found.equals(recorded)) {
            damages.add(Damage.ofFile(
                    Kind.FILE_CHANGED,
                    name,
                    recorded,
                    found,
                    name + ": changed (sha256 " + found + ", recorded " + recorded + ")"));
        }
    }

    private static String digest(Path file) {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), Sha256.digest())) {
            long unused = in.transferTo(java.io.OutputStream.nullOutputStream());
            return Sha256.text(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw RecordingException.unreadable(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
