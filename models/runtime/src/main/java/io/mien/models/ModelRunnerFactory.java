package io.mien.models;

import java.io.Serializable;

/** Opens a runner where it is needed. A factory travels with a job to the machine that runs it. */
@FunctionalInterface
public interface ModelRunnerFactory extends Serializable {

    /**
     * Opens a runner, which the caller closes.
     *
     * @throws ModelException if the package is missing, changed or does not fit its manifest
     */
    ModelRunner open();

    /**
     * Opens a runner of another package, to be run as this one's are; the caller closes it.
     *
     * @throws ModelException if it is not the package that is meant, fails its self-check, or this factory knows no others
     */
    default ModelRunner open(PackageReference other) {
        throw new ModelException(
                "model package " + other.location() + ": cannot be opened (" + this + " opens no other package)");
    }
}
