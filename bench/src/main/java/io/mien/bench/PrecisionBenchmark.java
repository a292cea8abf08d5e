package io.mien.bench;

import io.mien.evaluation.Confusion;
import io.mien.evaluation.EvaluatedClip;
import io.mien.evaluation.Evaluation;
import io.mien.evaluation.ListEvaluator;
import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.tensorflow.PrecisionChoice;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.training.store.ClipStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What bfloat16 changes of a model's answers on rendered clips. */
@Command(
        name = "bench/run precision",
        mixinStandardHelpOptions = true,
        description =
                "How far a model's answers in bfloat16 are from those in float32, on a store of rendered clips, and how much sooner they come.")
final class PrecisionBenchmark implements Callable<Integer> {
    private static final int BATCH = 32;
    private static final int CALLS = 20;
    private static final int ROUNDS = 9;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model package.")
    Path model = Path.of("");

    @Option(names = "--clips", required = true, paramLabel = "FILE", description = "Store of mien faces render.")
    Path clips = Path.of("");

    public static void main(String[] args) {
        System.exit(new CommandLine(new PrecisionBenchmark()).execute(args));
    }

    @Override
    public Integer call() {
        Evaluation single = evaluate(PrecisionChoice.FLOAT32);
        Evaluation half = evaluate(PrecisionChoice.BFLOAT16);
        int equal = 0;
        double probability = 0;
        for (int i = 0; i < single.clips().size(); i++) {
            EvaluatedClip one = single.clips().get(i);
            EvaluatedClip other = half.clips().get(i);
            equal += one.predicted() == other.predicted() ? 1 : 0;
            probability = Math.max(probability, largest(one.probabilities(), other.probabilities()));
        }
        Confusion ofSingle = single.confusion();
        Confusion ofHalf = half.confusion();
        FigureLine.print(
                spec,
                String.format(
                        Locale.ROOT,
                        "precision: of %d clips %.4f have the same label in bfloat16; a probability is off by at most %.4f;"
                                + " WAR %.4f in float32, %.4f in bfloat16; UAR %.4f, %.4f",
                        single.clips().size(),
                        (double) equal / single.clips().size(),
                        probability,
                        ofSingle.weightedAverageRecall(),
                        ofHalf.weightedAverageRecall(),
                        ofSingle.unweightedAverageRecall(),
                        ofHalf.unweightedAverageRecall()));
        measureSpeed();
        return 0;
    }

    /** One thread a call, batches of 32, in turn. */
    private void measureSpeed() {
        try (ModelRunner single = open(PrecisionChoice.FLOAT32);
                ModelRunner half = open(PrecisionChoice.BFLOAT16)) {
            List<byte[]> pictures = pictures(single.manifest().preprocessing().size());
            Measurements ofSingle = new Measurements();
            Measurements ofHalf = new Measurements();
            for (int round = -ROUNDS; round < ROUNDS; round++) {
                double one = milliseconds(single, pictures);
                double other = milliseconds(half, pictures);
                if (round >= 0) { // those before warm up
                    ofSingle.add(one);
                    ofHalf.add(other);
                }
            }
            FigureLine.print(
                    spec,
                    String.format(
                            Locale.ROOT,
                            "encoding: %s ms a picture in float32, %s in bfloat16, ratio %.2f; median of %d in turn, smallest"
                                    + " and largest",
                            ofSingle.describe(3),
                            ofHalf.describe(3),
                            ofSingle.ratioTo(ofHalf),
                            ROUNDS));
        }
    }

    private static double milliseconds(ModelRunner runner, List<byte[]> pictures) {
        long begin = System.nanoTime();
        for (int call = 0; call < CALLS; call++) {
            runner.encodeFrames(pictures);
        }
        return (System.nanoTime() - begin) / 1e6 / CALLS / pictures.size();
    }

    private static List<byte[]> pictures(int side) {
        Random random = new Random(1);
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            byte[] picture = new byte[3 * side * side];
            random.nextBytes(picture);
            pictures.add(picture);
        }
        return pictures;
    }

    private ModelRunner open(PrecisionChoice precision) {
        RunnerOptions options = new RunnerOptions(1).withPrecision(precision);
        return new SavedModelRunnerFactory(model, options).open();
    }

    private Evaluation evaluate(PrecisionChoice precision) {
        RunnerOptions options = RunnerOptions.defaults().withPrecision(precision);
        try (ModelRunner runner = new SavedModelRunnerFactory(model, options).open();
                ClipStore store = ClipStore.open(clips)) {
            if (!runner.runtime().precision().equals(precision.name().toLowerCase(Locale.ROOT))) {
                throw new ModelException("model package " + model + ": computes in "
                        + runner.runtime().precision() + " (expected: a package with an encoder in bfloat16)");
            }
            return new ListEvaluator(
                            runner,
                            (clip, frames) -> {
                                throw new IllegalStateException("a list's clip: " + clip + " (expected: a store's)");
                            },
                            false)
                    .store(store, done -> {});
        }
    }

    private static double largest(List<Float> ones, List<Float> others) {
        double largest = 0;
        for (int i = 0; i < ones.size(); i++) {
            largest = Math.max(largest, Math.abs((double) ones.get(i) - others.get(i)));
        }
        return largest;
    }
}
