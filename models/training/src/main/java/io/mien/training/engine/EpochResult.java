package io.mien.training.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one epoch, as a line of the run's table.
 *
 * @param stage its name
 * @param epoch from 1
 * @param learningRate of the first group, at its end
 * @param loss mean over its steps
 * @param trainingWar of the batches, as they were seen
 * @param trainingUar of the batches
 * @param validationWar null without validation
 * @param validationUar null without validation
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record EpochResult(
        String stage,
        int epoch,
        double learningRate,
        double loss,
        double trainingWar,
        double trainingUar,
        @Nullable Double validationWar,
        @Nullable Double validationUar) {}
