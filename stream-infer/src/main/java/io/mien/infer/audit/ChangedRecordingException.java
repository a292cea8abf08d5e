package io.mien.infer.audit;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;
import io.mien.recording.Damage;
import io.mien.recording.Recording;
import java.util.List;

/** A recording of which so much was changed that nothing is left to audit; that is a contradiction, not a failure. */
public final class ChangedRecordingException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;

    ChangedRecordingException(Recording recording, String lacks, List<Damage> changes) {
        super("recording " + recording.folder() + ": " + lacks + ", and it was changed:" + Damage.listed(changes));
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.INPUT;
    }
}
