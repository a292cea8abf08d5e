package io.mien.keys;

import io.mien.schemas.sealing.KeyAccess;
import io.mien.schemas.sealing.StreamKeys;
import java.nio.file.Path;

/**
 * Where a folder of keys is, and what its keys are wrapped by. It holds no key.
 *
 * @param folder path
 * @param masterKey path of a file, or address of a key in a key service
 * @param seals whether what is written is sealed; else the keys only open
 */
public record KeyFolderAccess(String folder, String masterKey, boolean seals) implements KeyAccess {
    private static final long serialVersionUID = 1L;

    /** Keys that seal and open. */
    public KeyFolderAccess(String folder, String masterKey) {
        this(folder, masterKey, true);
    }

    /**
     * Opens the keys.
     *
     * @throws KeyFolderException if folder or master key are not there, or do not fit
     */
    @Override
    public StreamKeys open() {
        KeyFolder opened = KeyFolder.of(Path.of(folder));
        FolderKeys keys = new FolderKeys(opened, new KeyWrapping(opened, masterKey), System::nanoTime);
        return seals ? keys : keys.forReading();
    }

    @Override
    public KeyAccess forReading() {
        return new KeyFolderAccess(folder, masterKey, false);
    }
}
