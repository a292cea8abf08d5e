package io.mien.models.tensorflow;

import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.packages.GoldenCheck;
import io.mien.models.packages.ModelPackage;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a package in the precision that was chosen, or that this processor and the package are fit for. */
final class RunnerOpening {
    private static final Logger log = LoggerFactory.getLogger(RunnerOpening.class);

    private final ModelPackage modelPackage;
    private final RunnerOptions options;

    private RunnerOpening(ModelPackage modelPackage, RunnerOptions options) {
        this.modelPackage = modelPackage;
        this.options = options;
    }

    /**
     * Opens a package that was checked.
     *
     * @throws ModelException if it cannot be loaded, or bfloat16 was chosen where it cannot be computed
     */
    static ModelRunner open(ModelPackage modelPackage, RunnerOptions options) {
        return new RunnerOpening(modelPackage, options).open();
    }

    private ModelRunner open() {
        return switch (options.precision()) {
            case FLOAT32 -> float32("as chosen");
            case BFLOAT16 -> chosen();
            case AUTO -> automatic();
        };
    }

    private ModelRunner chosen() {
        // Before TensorFlow is loaded: computing so ends the process in native code.
        Optional<String> forbidden = TensorFlowRuntime.bfloat16Obstacle();
        if (forbidden.isPresent()) {
            throw new ModelException("precision bfloat16: " + forbidden.get()
                    + " (expected: oneDNN with all instructions of the processor; or choose float32)");
        }
        TensorFlowModelRunner runner = bfloat16();
        NativeBfloat16.obstacle()
                .filter(slow -> runner.isInBfloat16())
                .ifPresent(slow -> log.warn(
                        "model {}: {}; bfloat16 is computed all the same, as chosen, and is slower than float32",
                        name(),
                        slow));
        return said(runner, runner.isInBfloat16() ? "as chosen" : noEncoder());
    }

    private ModelRunner automatic() {
        Optional<String> obstacle = Optional.ofNullable(options.instructionSet())
                .map(set -> "the instructions are limited to " + set)
                .or(NativeBfloat16::obstacle)
                .or(TensorFlowRuntime::bfloat16Obstacle);
        if (obstacle.isPresent()) {
            return float32(obstacle.get());
        }
        TensorFlowModelRunner runner = bfloat16();
        if (!runner.isInBfloat16()) {
            return said(runner, noEncoder());
        }
        Optional<String> doubt;
        try {
            doubt = doubt(runner);
        } catch (ModelException e) {
            doubt = Optional.of("the self-check cannot be made: " + e.getMessage());
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
        if (doubt.isEmpty()) {
            return said(runner, "the processor multiplies so by itself, and the self-check is within its tolerance");
        }
        runner.close();
        return float32(doubt.get());
    }

    private Optional<String> doubt(ModelRunner runner) {
        GoldenCheck.Outcome outcome = GoldenCheck.compare(modelPackage, runner);
        return outcome.passed() ? Optional.empty() : Optional.of(outcome.sentence());
    }

    private ModelRunner float32(String reason) {
        return said(TensorFlowModelRunner.open(modelPackage, options, false), reason);
    }

    private TensorFlowModelRunner bfloat16() {
        return TensorFlowModelRunner.open(modelPackage, options, true);
    }

    private ModelRunner said(ModelRunner runner, String reason) {
        log.info(
                "model {} computes on {}, TensorFlow {}, in {}: {}",
                name(),
                runner.runtime().device(),
                runner.runtime().tensorFlowVersion(),
                runner.runtime().precision(),
                reason);
        return runner;
    }

    /** Why a runner that was to be in bfloat16 is not. */
    private String noEncoder() {
        return options.device().kind() == DeviceChoice.Kind.CPU
                ? "the package has no encoder in bfloat16 (this kind of network gains nothing by it, or an earlier Mien"
                        + " made the package: make it again for one)"
                : "bfloat16 is for the processor, and a graphics card was asked for";
    }

    private String name() {
        return modelPackage.manifest().name();
    }
}
