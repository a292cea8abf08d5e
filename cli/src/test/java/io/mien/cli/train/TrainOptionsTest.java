package io.mien.cli.train;

import io.mien.cli.terminal.OptionEffects;
import io.mien.training.engine.RunSettings;
import io.mien.training.published.CliperRecipe;
import io.mien.training.published.DferClipRecipe;
import io.mien.training.published.ExpClipRecipe;
import io.mien.training.rendered.SmallModelRecipe;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TrainOptionsTest {
    private static final RunSettings SETTINGS = RunSettings.in(Path.of("run"));

    /** All that a training is told by its options, but for the files that it reads and writes. */
    private record Training(Record recipe, RunSettings settings) {}

    private static <O> OptionEffects<O> withRun(OptionEffects<O> effects) {
        return effects.given("--run", "run")
                .given("--out", "out")
                .changes("--run", "other", "settings.folder")
                .leaves("--out", "other")
                .changes("--seed", "2", "recipe.seed")
                .changes("--device", "gpu", "settings.compute.device")
                .changes("--threads", "3", "settings.compute.threads", "settings.batchThreads")
                .changes("--checkpoint-every", "5m", "settings.checkpointEvery");
    }

    private static <O> OptionEffects<O> withList(OptionEffects<O> effects) {
        return effects.given("--list", "list.txt")
                .leaves("--list", "other.txt")
                .leaves("--root", "clips")
                .leaves("--format", "dfew")
                .leaves("--list-encoding", "GB18030")
                .leaves("--list-labels", "anger,fear")
                .leaves("--frames-on-disk")
                .leaves("--skip-bad")
                .leaves("--name", "mine")
                .leaves("--package-version", "2");
    }

    /** Which clips are scored is also what there is to select an epoch by. */
    private static <O> OptionEffects<O> withScoredLists(OptionEffects<O> effects) {
        return withList(effects)
                .changes("--validation", "held.txt", "settings.selection")
                .changes("--hold-out-subjects", "0.2", "settings.selection")
                .changes("--select", "best-uar", "settings.selection")
                .leaves("--subject", "(.*)");
    }

    private static <O> OptionEffects<O> withClipFile(OptionEffects<O> effects) {
        return effects.given("--from", "clip.pt")
                .given("--labels", "dfew-7")
                .leaves("--from", "other.pt")
                .leaves("--labels", "mafw-11")
                .leaves("--activation", "gelu");
    }

    private static <O> OptionEffects<O> withOptimizer(OptionEffects<O> effects) {
        return effects.changes("--momentum", "0.8", "recipe.optimizer.momentum")
                .changes("--weight-decay", "0.2", "recipe.optimizer.weightDecay");
    }

    @Test
    void eachOptionOfATrainingOfDferClipChangesItsPart() {
        withOptimizer(withScoredLists(withRun(OptionEffects.of(
                        TrainDferClipCommand::new, parsed -> new Training(parsed.recipe(), parsed.settings())))))
                .defaults(new Training(DferClipRecipe.published(), SETTINGS))
                .leaves("--from", "clip.pt")
                .leaves("--size", "tiny")
                .leaves("--labels", "mafw-11")
                .leaves("--vocabulary", "words.json")
                .changes("--frames", "8", "recipe.frames")
                .changes("--context-tokens", "4", "recipe.contextTokens")
                .changes("--augmentation", "mafw", "recipe.augmentation")
                .changes("--epochs", "3", "recipe.epochs")
                .changes("--batch", "4", "recipe.batch")
                .changes("--temporal-rate", "0.5", "recipe.temporalRate")
                .changes("--encoder-rate", "0.5", "recipe.encoderRate")
                .changes("--prompt-rate", "0.5", "recipe.promptRate")
                .changes("--milestones", "1,2", "recipe.milestones")
                .changes("--decay", "0.5", "recipe.decay")
                .check();
    }

    @Test
    void eachOptionOfATrainingOfCliperChangesItsPart() {
        withClipFile(withScoredLists(withRun(OptionEffects.of(
                        TrainCliperCommand::new, parsed -> new Training(parsed.recipe(), parsed.settings())))))
                .defaults(new Training(CliperRecipe.published(), SETTINGS))
                .changes("--frames", "8", "recipe.frames")
                .changes("--loss", "cross-entropy", "recipe.loss")
                .changes("--descriptors", "3", "recipe.descriptorsPerClass")
                .changes("--tokens", "3", "recipe.tokens")
                .changes("--descriptor-epochs", "3", "recipe.descriptorEpochs")
                .changes("--encoder-epochs", "3", "recipe.encoderEpochs")
                .changes("--batch", "4", "recipe.batch")
                .changes("--descriptor-rate", "0.5", "recipe.descriptorRate")
                .changes("--encoder-rate", "0.5", "recipe.encoderRate")
                .changes("--restart", "3", "recipe.restart")
                .changes("--weight-decay", "0.5", "recipe.weightDecay")
                .sets("--no-augmentation", "recipe.augmented")
                .check();
    }

    @Test
    void eachOptionOfATrainingOfExpClipChangesItsPart() {
        withOptimizer(withClipFile(withList(withRun(OptionEffects.of(
                        TrainExpClipCommand::new, parsed -> new Training(parsed.recipe(), parsed.settings()))))))
                .defaults(new Training(ExpClipRecipe.published(), SETTINGS))
                .given("--teacher", "vectors.safetensors")
                .leaves("--teacher", "other.safetensors")
                .leaves("--vocabulary", "words.json")
                .changes("--frames", "8", "recipe.frames")
                .changes("--epochs", "3", "recipe.epochs")
                .changes("--batch", "4", "recipe.batch")
                .changes("--rate", "0.5", "recipe.rate")
                .fixed("settings.selection", "the last epoch's: no label is learned that a score could be of")
                .check();
    }

    @Test
    void eachOptionOfATrainingOfASmallModelChangesItsPart() {
        String study = "chosen once, by the study of rendered faces in docs/training.md";
        withRun(OptionEffects.of(TrainSmallCommand::new, parsed -> new Training(parsed.recipe(), parsed.settings())))
                .defaults(new Training(SmallModelRecipe.defaults(), SETTINGS))
                .given("--clips", "train.clips")
                .leaves("--clips", "other.clips")
                .leaves("--validation", "validation.clips")
                .leaves("--name", "mine")
                .leaves("--package-version", "2")
                .leaves("--unsure-below", "0.5")
                .changes("--frame-epochs", "3", "recipe.frames.epochs")
                .changes("--clip-epochs", "3", "recipe.clips.epochs")
                .changes("--weights-factor", "1", "recipe.frames.weightsFactor")
                .changes("--landmarks-factor", "1", "recipe.frames.landmarksFactor")
                .changes("--consistency-factor", "1", "recipe.frames.consistencyFactor")
                .changes("--mixed-statistics", "0.5", "recipe.frames.mixedChance")
                .changes("--faces", "heavy", "recipe.faces")
                .changes("--stem", "32,64", "recipe.encoder.stem", "recipe.encoder.hidden")
                .fixed("settings.selection", "the last epoch's: the learning rate's one cycle ends there")
                .fixed("recipe.encoder.image", "the size that the stores' clips are rendered for")
                .fixed("recipe.encoder.layers", study)
                .fixed("recipe.encoder.headWidth", study)
                .fixed("recipe.encoder.embedding", study)
                .fixed("recipe.warmUp", study)
                .fixed("recipe.weightDecay", study)
                .fixed("recipe.frames.perClip", study)
                .fixed("recipe.frames.batch", study)
                .fixed("recipe.frames.learningRate", study)
                .fixed("recipe.clips.batch", study)
                .fixed("recipe.clips.learningRate", study)
                .fixed("recipe.clips.copies", study)
                .fixed("recipe.clips.smoothing", study)
                .fixed("recipe.clips.noise", study)
                .check();
    }
}
