package io.mien.training.engine;

import java.util.List;

/** Gives the factor of a learning rate as training goes on. The schedules are PyTorch's. */
public sealed interface Schedule {

    /**
     * The factor of one step.
     *
     * @param epoch from 0
     * @param step of the stage, from 0
     * @param steps of the whole stage
     */
    double factor(int epoch, long step, long steps);

    /** 1 for ever. */
    record Constant() implements Schedule {
        @Override
        public double factor(int epoch, long step, long steps) {
            return 1;
        }
    }

    /**
     * {@code MultiStepLR}: smaller from each milestone on.
     *
     * @param epochs the milestones
     * @param decay what each multiplies the rate with
     */
    record Milestones(List<Integer> epochs, double decay) implements Schedule {
        public Milestones {
            epochs = List.copyOf(epochs);
        }

        @Override
        public double factor(int epoch, long step, long steps) {
            return Math.pow(decay, (double)
                    epochs.stream().filter(milestone -> epoch >= milestone).count());
        }
    }

    /**
     * {@code CosineAnnealingWarmRestarts}: half a cosine down to 0, again and again.
     *
     * @param period in epochs
     */
    record CosineRestarts(int period) implements Schedule {
        public CosineRestarts {
            if (period < 1) {
                throw new IllegalArgumentException("cosine restarts: period " + period + " (expected: at least 1)");
            }
        }

        @Override
        public double factor(int epoch, long step, long steps) {
            return (1 + Math.cos(Math.PI * (epoch % period) / period)) / 2;
        }
    }

    /**
     * {@code OneCycleLR}: half a cosine up from a 25th, then one down to a 250 000th.
     *
     * @param warmUp the fraction of all steps that go up
     */
    record OneCycle(double warmUp) implements Schedule {
        private static final double START = 1.0 / 25;
        private static final double END = START / 1e4;

        public OneCycle {
            if (!(warmUp > 0 && warmUp < 1)) {
                throw new IllegalArgumentException("one cycle: warm-up " + warmUp + " (expected: between 0 and 1)");
            }
        }

        @Override
        public double factor(int epoch, long step, long steps) {
            double peak = warmUp * steps - 1;
            double last = steps - 1.0;
            return step <= peak
                    ? cosine(START, 1, peak <= 0 ? 1 : step / peak)
                    : cosine(1, END, last <= peak ? 1 : (step - peak) / (last - peak));
        }

        private static double cosine(double from, double to, double done) {
            return to + (from - to) / 2 * (1 + Math.cos(Math.PI * done));
        }
    }
}
