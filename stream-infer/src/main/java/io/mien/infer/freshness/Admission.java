package io.mien.infer.freshness;

import io.mien.infer.accounting.NotSampledReason;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.element.SubjectKey;
import java.io.IOException;
import java.util.Optional;

/**
 * Says whether the frame that stands for a cell is to be encoded, before it costs anything. Asked for one subject at a time, in
 * its order, while Flink's state is that of this subject.
 */
public interface Admission {
    /** Of a job that encodes every cell. */
    Admission ALL = new Admission() {
        @Override
        public Optional<NotSampledReason> refusal(SubjectKey subject, long cell, SourceRecord newest, long now) {
            return Optional.empty();
        }

        @Override
        public void end() {}
    };

    /**
     * Decides on a cell that is being closed.
     *
     * @param cell its number since the epoch; more than that of the subject's cell before
     * @param newest the record that closes it: how far behind the job is, is told by this one and not by the cell's own, which
     *     may have waited for it
     * @param now this machine's clock, milliseconds since the epoch
     * @return why the frame is passed over; empty if it is to be encoded
     */
    Optional<NotSampledReason> refusal(SubjectKey subject, long cell, SourceRecord newest, long now) throws IOException;

    /** The subject's state is cleared. */
    void end();
}
