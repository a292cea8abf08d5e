package io.mien.cli.terminal;

import io.mien.models.ModelManifest;

/** Describes a model in a few words. */
public final class ModelText {
    private ModelText() {}

    public static String of(ModelManifest manifest) {
        return manifest.name() + " " + manifest.version()
                + (manifest.untrained() ? " (UNTRAINED: its weights are random, its labels mean nothing)" : "");
    }
}
