package io.mien.faces.clips;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.faces.mesh.FaceKit;
import io.mien.faces.mesh.FaceKits;
import io.mien.faces.render.HeadGeometry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** With the real kit, which lies beside the repository and is unpacked once; skipped where it is not. */
final class FaceKitIT {
    private static final Path ARCHIVE = Path.of("../../../shared/data/ict-facekit/ict-facekit.tar.zst");
    private static final Path UNPACKED = Path.of("target/ict-facekit");
    private static final SplitPlan PLAN = new SplitPlan(1, SplitPlan.Split.VALIDATION, 100, 7, 16, 76);

    private static final long PIXELS_OF_FIRST_VALIDATION_CLIP = 0x3a72ee6dL;

    @Test
    void theKitGivesTheSamePicturesOnEveryMachine() throws IOException, InterruptedException {
        FaceKit kit = FaceKits.open(unpacked(), Path.of("target/face-kits"));
        assertThat(kit.vertexCount()).isEqualTo(16_582);
        HeadGeometry head = new HeadGeometry(kit);

        RenderedClip smile = new ClipRenderer(PLAN, head).render(0);

        assertThat(smile.expression()).isEqualTo(Expression.HAPPINESS);
        CRC32 checksum = new CRC32();
        checksum.update(smile.pixels());
        // Of the store that the demonstration model was trained beside; another one needs a new GENERATOR in its
        // header.
        assertThat(checksum.getValue()).isEqualTo(PIXELS_OF_FIRST_VALIDATION_CLIP);
    }

    @Test
    void theKeptFormGivesTheSameHead() throws IOException, InterruptedException {
        Path cache = Path.of("target/face-kits");
        float[] first = FaceKits.open(unpacked(), cache).neutral();

        assertThat(FaceKits.open(unpacked(), cache).neutral()).isEqualTo(first);
    }

    private static Path unpacked() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isReadable(ARCHIVE), "skipped: " + ARCHIVE + " is not here");
        if (!Files.exists(UNPACKED.resolve("complete"))) {
            Files.createDirectories(UNPACKED);
            Process tar = new ProcessBuilder(
                            "tar",
                            "--use-compress-program=zstd -d --long=27",
                            "-xf",
                            ARCHIVE.toString(),
                            "-C",
                            UNPACKED.toString())
                    .redirectErrorStream(true)
                    .start();
            boolean done = tar.waitFor(2, TimeUnit.MINUTES) && tar.exitValue() == 0;
            Assumptions.assumeTrue(done, "skipped: " + ARCHIVE + " could not be unpacked (tar and zstd are needed)");
            Files.createFile(UNPACKED.resolve("complete"));
        }
        return UNPACKED;
    }
}
