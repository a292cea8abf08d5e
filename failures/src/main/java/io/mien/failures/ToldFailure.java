package io.mien.failures;

/** An exception whose message is one sentence for the person who gave the command. */
public interface ToldFailure {
    /** What kind of failure this is, by which that person knows where to look. */
    FailureKind failureKind();
}
