package io.mien.infer.freshness;

import io.mien.infer.shared.Leases;
import java.io.Serializable;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.metrics.MetricGroup;

/** Opens the admission of a sampler's slot. Travels with the job. */
@FunctionalInterface
public interface AdmissionPolicy extends Serializable {
    /** Every cell is encoded. */
    AdmissionPolicy ALL = (leases, states, metrics) -> Admission.ALL;

    /**
     * Opens it.
     *
     * @param leases take what it shares with other slots; closed after it
     * @param states of the sampler
     * @param metrics of the sampler
     */
    Admission open(Leases leases, KeyedStateStore states, MetricGroup metrics);
}
