package io.mien.infer.element;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.models.ModelManifest;
import io.mien.models.PackageReference;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A model that a job knows of, loaded or not.
 *
 * @param name of the package
 * @param version of the package
 * @param savedModelDigest that its readings name
 * @param preprocessingDigest that its readings name
 * @param untrained whether its weights are random
 * @param place where its package is; null for the one that the job was started with
 */
public record ModelVersion(
        String name,
        String version,
        String savedModelDigest,
        String preprocessingDigest,
        boolean untrained,
        @Nullable PackageReference place) {

    /** The one that a job was started with. */
    public static ModelVersion of(ModelManifest manifest) {
        return new ModelVersion(
                manifest.name(),
                manifest.version(),
                manifest.savedModelDigest(),
                manifest.preprocessingDigest(),
                manifest.untrained(),
                null);
    }

    /** What stands for it on frames and clips: never 0, and the same for the same two digests. */
    public long id() {
        return id(savedModelDigest, preprocessingDigest);
    }

    /** Of a model with these digests. */
    public static long id(String savedModelDigest, String preprocessingDigest) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((savedModelDigest + "\n" + preprocessingDigest).getBytes(UTF_8));
            long id = ByteBuffer.wrap(digest).getLong();
            return id == 0 ? 1 : id;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The text that log lines name it by. */
    @Override
    public String toString() {
        return name + " " + version + " " + savedModelDigest;
    }

    void write(DataOutput out) throws IOException {
        Fields.writeText(name, out);
        Fields.writeText(version, out);
        Fields.writeText(savedModelDigest, out);
        Fields.writeText(preprocessingDigest, out);
        out.writeBoolean(untrained);
        Fields.writeNullableText(place == null ? null : place.location(), out);
        Fields.writeNullableText(place == null ? null : place.sha256(), out);
    }

    static ModelVersion read(DataInput in) throws IOException {
        String name = Fields.readText(in);
        String version = Fields.readText(in);
        String savedModelDigest = Fields.readText(in);
        String preprocessingDigest = Fields.readText(in);
        boolean untrained = in.readBoolean();
        String location = Fields.readNullableText(in);
        String sha256 = Fields.readNullableText(in);
        return new ModelVersion(
                name,
                version,
                savedModelDigest,
                preprocessingDigest,
                untrained,
                location == null || sha256 == null ? null : new PackageReference(location, sha256));
    }
}
