package io.mien.training.engine;

import java.time.Duration;

/** Listens to how a run goes on. */
public interface TrainingListener {

    /**
     * Says where a run is.
     *
     * @param stage its name
     * @param epoch from 1
     * @param epochs of the stage
     * @param step of the epoch, from 1
     * @param steps of the epoch
     * @param loss mean over the epoch so far
     * @param war of the epoch's batches so far
     * @param uar of the epoch's batches so far
     * @param left of the stage, from the pace since the run was started or went on
     */
    record Position(
            String stage,
            int epoch,
            int epochs,
            int step,
            int steps,
            double loss,
            double war,
            double uar,
            Duration left) {}

    /** Something that takes a while begins. */
    void preparing(String what);

    /** A step was made. */
    void stepped(Position position);

    /** An epoch is over; the text is its line of the run's table. */
    void epochEnded(String line);

    /** Says nothing. */
    static TrainingListener silent() {
        return new TrainingListener() {
            @Override
            public void preparing(String what) {}

            @Override
            public void stepped(Position position) {}

            @Override
            public void epochEnded(String line) {}
        };
    }
}
