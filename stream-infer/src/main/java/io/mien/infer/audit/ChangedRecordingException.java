package io.mien.infer.audit;

import io.mien.failures.FailureKind;
import io.mien.failures.ToldFailure;
import io.mien.recording.Damage;
import io.mien.recording.Recording;
import java.util.List;
import java.util.stream.Collectors;

/** A recording of which so much was changed that nothing is left to audit; that is a contradiction, not a failure. */
public final class ChangedRecordingException extends RuntimeException implements ToldFailure {
    private static final long serialVersionUID = 1L;
    private static final int NAMED = 20;

    ChangedRecordingException(Recording recording, String lacks, List<Damage> changes) {
        super("recording " + recording.folder() + ": " + lacks + ", and it was changed:\n  "
                + changes.stream().limit(NAMED).map(Damage::message).collect(Collectors.joining("\n  "))
                + (changes.size() > NAMED ? "\n  … and " + (changes.size() - NAMED) + " more" : ""));
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.INPUT;
    }
}
