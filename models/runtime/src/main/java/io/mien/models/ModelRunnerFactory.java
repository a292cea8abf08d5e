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
}
