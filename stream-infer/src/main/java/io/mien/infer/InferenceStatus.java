package io.mien.infer;

/** Says what an inference job is doing. */
public enum InferenceStatus {
    /** It is being set up. */
    STARTING,
    /** It reads frames. */
    RUNNING,
    /** Something failed, for example a broker; it starts again from its latest checkpoint after a while. */
    RESTARTING,
    /** It was stopped. */
    STOPPED,
    /** It will not start again by itself. */
    FAILED
}
