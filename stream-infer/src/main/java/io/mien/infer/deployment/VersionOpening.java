package io.mien.infer.deployment;

import io.mien.infer.batch.BatchedModel;
import io.mien.infer.element.ModelVersion;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.PackageReference;

/** Opens the versions that a plan names, and refuses what is not the version, or cannot follow the job's first model. */
final class VersionOpening {
    private final ModelOpening opening;
    private final ModelManifest launched;

    /**
     * @param opening of packages
     * @param launched the model that the job was started with
     */
    VersionOpening(ModelOpening opening, ModelManifest launched) {
        this.opening = opening;
        this.launched = launched;
    }

    /**
     * Opens one.
     *
     * @throws ModelException if there is no package of it, or the package holds another model or other labels
     */
    BatchedModel open(ModelVersion version) {
        PackageReference place = version.place();
        if (version.id() == ModelVersion.of(launched).id()) {
            return opening.launched();
        }
        if (place == null) {
            throw new ModelException("model " + version
                    + ": the job was not started with it this time, and no package of it was deployed (expected: start the job"
                    + " with it, or deploy it)");
        }
        BatchedModel model = opening.deployed(place);
        try {
            requireSuccessor(version, model.manifest(), place);
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private void requireSuccessor(ModelVersion version, ModelManifest found, PackageReference place) {
        if (ModelVersion.of(found).id() != version.id()) {
            throw new ModelException("model package " + place.location() + ": holds " + ModelVersion.of(found) + " / "
                    + found.preprocessingDigest() + " (expected: " + version + " / " + version.preprocessingDigest()
                    + ", as the command says)");
        }
        if (!found.labelSet().equals(launched.labelSet())) {
            throw new ModelException("model package " + place.location() + ": label set "
                    + found.labelSet().name() + " " + found.labelSet().labels() + " (expected: "
                    + launched.labelSet().name() + " " + launched.labelSet().labels()
                    + ", that of the running job; another one is for a job of its own)");
        }
    }
}
