package io.mien.cli;

import io.mien.models.ModelManifest;

/** A model in a few words. */
final class ModelText {
    private ModelText() {}

    static String of(ModelManifest manifest) {
        return manifest.name() + " " + manifest.version()
                + (manifest.untrained() ? " (UNTRAINED: its weights are random, its labels mean nothing)" : "");
    }
}
