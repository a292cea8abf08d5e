package io.mien.bench;

/**
 * What a disturbed run left, held against what an undisturbed one made of the same pictures, by id and bit by bit.
 *
 * @param faceFrames by stream, subject and sequence
 * @param readings by reading id
 * @param refused camera frames that were set aside, by stream and sequence
 */
record SoakCount(
        ContentTally.Difference faceFrames, ContentTally.Difference readings, ContentTally.Difference refused) {
    static SoakCount of(TopicContents found, TopicContents expected) {
        return new SoakCount(
                found.faceFrames().against(expected.faceFrames()),
                found.readings().against(expected.readings()),
                found.refusedCameraFrames().against(expected.refusedCameraFrames()));
    }

    /** Whether all is there once, and as it should be; nothing at all is not. */
    boolean holds() {
        return faceFrames.isNone() && readings.isNone() && refused.isNone() && readings.expected() > 0;
    }

    String describe() {
        return faceFrames.describe("face frames") + "; " + readings.describe("readings") + "; "
                + refused.describe("camera frames set aside");
    }
}
