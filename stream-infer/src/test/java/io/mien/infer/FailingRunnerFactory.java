package io.mien.infer;

import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.models.testkit.OtherRunner;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens runners of the formula that fail once in this JVM, as a device fails: nobody's fault in the batch. */
final class FailingRunnerFactory implements ModelRunnerFactory {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger FRAMES_LEFT = new AtomicInteger();
    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final AtomicInteger CLOSED = new AtomicInteger();

    /** After this many frames. */
    static FailingRunnerFactory failingAfter(int frames) {
        FRAMES_LEFT.set(frames);
        OPENED.set(0);
        CLOSED.set(0);
        return new FailingRunnerFactory();
    }

    static boolean hasFailed() {
        return FRAMES_LEFT.get() < 0;
    }

    static int opened() {
        return OPENED.get();
    }

    static int closed() {
        return CLOSED.get();
    }

    @Override
    public ModelRunner open() {
        OPENED.incrementAndGet();
        return new FailingRunner(FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults())
                .open());
    }

    private record FailingRunner(ModelRunner runner) implements OtherRunner {
        @Override
        public List<float[]> encodeFrames(List<byte[]> pictures) {
            int left = FRAMES_LEFT.getAndAdd(-pictures.size());
            if (left >= 0 && left < pictures.size()) {
                throw new IllegalStateException("the device is gone, once");
            }
            return runner.encodeFrames(pictures);
        }

        @Override
        public void close() {
            CLOSED.incrementAndGet();
            runner.close();
        }
    }
}
