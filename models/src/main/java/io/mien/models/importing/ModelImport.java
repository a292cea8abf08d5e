package io.mien.models.importing;

import io.mien.models.ModelException;
import io.mien.models.packages.ModelPackage;
import java.nio.file.Path;

/** Making model packages of checkpoints that say everything themselves. */
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class ModelImport {
    private ModelImport() {}

    /**
     * Imports DFER-CLIP. Its classes' text features are computed once, here; the package has no text encoder any more.
     *
     * @param checkpoint the file
     * @param options what it does not say
     * @param folder the package's place; nothing may be there
     * @throws ModelException if the file is refused or incomplete, the labels do not fit its classes, or the package cannot be
     *     written; nothing is left behind then
     */
    public static ModelPackage dferClip(Path checkpoint, DferClipImport options, Path folder, ImportProgress progress) {
        throw new UnsupportedOperationException();
    }
}
