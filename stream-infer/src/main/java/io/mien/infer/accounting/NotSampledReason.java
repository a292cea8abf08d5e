package io.mien.infer.accounting;

/** Says why a good frame was not encoded. Names are permanent: they are in metrics and in checkpoints. */
public enum NotSampledReason {
    /** Another frame of the same cell is nearer to the cell's middle. */
    NOT_NEAREST,
    /** Its cell was closed already: the frame comes too late, or a second time. */
    CELL_CLOSED,
    /** It is no newer than what its subject has had: sent a second time. */
    DUPLICATE,
    /** Its cell was still open when its subject had been silent for so long that its state was cleared. */
    SUBJECT_IDLE,
    /** Its stream was forgotten: the key that it is sealed with was destroyed. */
    ERASED,
    /** The job was getting behind, and this cell is one of those that were passed over to keep up. */
    THINNED,
    /** The job was behind by more than its freshness bound. */
    STALE
}
