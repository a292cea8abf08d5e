package io.mien.infer;

import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.models.testkit.OtherRunner;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens runners of the formula that encode so many frames a second and no more, however many threads ask.
 *
 * @param framesASecond of one runner
 */
record SlowRunnerFactory(int framesASecond) implements ModelRunnerFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public ModelRunner open() {
        return new SlowRunner(
                FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults())
                        .open(),
                TimeUnit.SECONDS.toNanos(1) / framesASecond);
    }

    private record SlowRunner(ModelRunner runner, long nanosAFrame) implements OtherRunner {
        @Override
        public List<float[]> encodeFrames(List<byte[]> pictures) {
            synchronized (runner) {
                long due = System.nanoTime() + pictures.size() * nanosAFrame;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                return runner.encodeFrames(pictures);
            }
        }
    }
}
