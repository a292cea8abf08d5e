package io.mien.infer.deployment;

import io.mien.infer.batch.BatchedModel;
import io.mien.models.ModelException;
import io.mien.models.PackageReference;
import java.io.Serializable;

/** How models are opened. Travels with a job. */
public interface ModelOpening extends Serializable {

    /** Opens the one that the job's own settings name. */
    BatchedModel launched();

    /**
     * Opens another, after every check.
     *
     * @throws ModelException if it is not what is meant, or is not well
     */
    BatchedModel deployed(PackageReference place);
}
