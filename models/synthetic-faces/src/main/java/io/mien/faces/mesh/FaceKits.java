package io.mien.faces.mesh;

import io.mien.faces.FaceKitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens face kits, and keeps the thin form of those that were opened before. */
public final class FaceKits {
    private static final Logger log = LoggerFactory.getLogger(FaceKits.class);

    private FaceKits() {}

    /**
     * Opens ICT-FaceKit. The first time its files are read, which takes seconds, and the thin form is kept; from then on
     * that is read, in a tenth of a second. A kept form that does not fit this version is made again.
     *
     * @param kit the folder that the kit lies in, or a thin form's file
     * @param cache the folder that thin forms are kept in; made if missing. If it cannot be written, nothing is kept
     * @throws FaceKitException if there is no kit, or it is another one than expected
     */
    public static FaceKit open(Path kit, Path cache) {
        if (Files.isRegularFile(kit)) {
            return FaceKitFile.read(kit);
        }
        KitFolder folder = KitFolder.find(kit)
                .orElseThrow(() -> new FaceKitException("face kit: no generic_neutral_mesh.obj in " + kit
                        + " (expected: the FaceXModel folder of https://github.com/ICT-VGL/ICT-FaceKit, or the folder"
                        + " around it)"));
        Path kept = cache.resolve("face-kit-" + folder.fingerprint() + ".bin");
        if (Files.isRegularFile(kept)) {
            try {
                return FaceKitFile.read(kept);
            } catch (FaceKitException e) {
                log.info("kept face kit is read again: {} file={}", e.getMessage(), kept);
            }
        }
        FaceKit read = folder.read();
        try {
            FaceKitFile.write(read, kept);
        } catch (IOException e) {
            log.warn("face kit not kept, it will be read again next time: {} file={}", e.toString(), kept);
        }
        return read;
    }
}
