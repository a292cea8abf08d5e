package io.mien.infer.operator;

import io.mien.pictures.UnreadableImageException;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;

/** Says what a picture that cannot be read means for its record. */
final class UnreadableImages {
    private UnreadableImages() {}

    static RefusedRecordException refusal(UnreadableImageException failure) {
        DeadLetterReason reason = switch (failure.reason()) {
            case NOT_AN_IMAGE -> DeadLetterReason.NOT_AN_IMAGE;
            case IMAGE_TOO_LARGE -> DeadLetterReason.IMAGE_TOO_LARGE;
            case IMAGE_SIZE_MISMATCH -> DeadLetterReason.IMAGE_SIZE_MISMATCH;
        };
        return new RefusedRecordException(reason, "image: " + failure.getMessage());
    }
}
