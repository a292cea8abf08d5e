package io.mien.infer.operator;

import io.mien.infer.element.GuardedFrame;
import io.mien.infer.element.ModelAssignment;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says which models a sampled frame is for; asked for one subject at a time, in its order. */
interface FrameAssignment {
    /** In a job that always has one model. */
    FrameAssignment NONE = new FrameAssignment() {
        @Override
        public void begin() {}

        @Override
        public @Nullable ModelAssignment of(GuardedFrame frame, long cell) {
            return null;
        }

        @Override
        public void end() {}
    };

    /** The subject has its first frame. */
    void begin() throws IOException;

    /** The models for the frame that stands for a cell; null if nothing was ever deployed to the job. */
    @Nullable
    ModelAssignment of(GuardedFrame frame, long cell) throws IOException;

    /** The subject's state is cleared. */
    void end();
}
