package io.mien.training.rendered;

import io.mien.making.network.StemVisionTransformer;
import io.mien.training.augmentation.FaceChanges;
import io.mien.training.engine.ComputeOptions;
import io.mien.training.engine.LossFunction;
import io.mien.training.engine.Optimizer;
import io.mien.training.engine.ParameterGroup;
import io.mien.training.engine.Schedule;
import io.mien.training.engine.TrainingGraph;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The recipe of a small DFER-CLIP that is trained from nothing on rendered clips: the image encoder is trained frame by
 * frame, then the temporal model on its embeddings, both with AdamW and one cycle of the learning rate. The figures are
 * those of a study of rendered faces (docs/training.md).
 *
 * @param seed of everything random
 * @param encoder how large the image encoder is
 * @param warmUp fraction of a stage's steps until the learning rate is at its top
 * @param weightDecay of AdamW
 * @param frames the first stage
 * @param faces how they are changed in both stages
 * @param clips the second stage
 */
public record SmallModelRecipe(
        long seed,
        StemVisionTransformer.Size encoder,
        double warmUp,
        double weightDecay,
        Frames frames,
        FaceChanges faces,
        Clips clips) {
    /** The factor by which a perceptron's hidden layer is wider than a token. */
    private static final int PERCEPTRON = 2;

    private static final double EPSILON = 1e-8;

    /**
     * The stage of single frames.
     *
     * @param epochs how many
     * @param perClip frames that each clip gives to an epoch, other ones in the next
     * @param batch frames of a step
     * @param learningRate at the cycle's top
     * @param weightsFactor what the error of the expression's parts counts; 0 leaves it out
     * @param landmarksFactor what the error of the face's points counts; 0 leaves it out
     * @param consistencyFactor what it counts that two views of a face are read differently; 0 shows each face once
     * @param mixedChance how often a face gets part of another's {@link MixedStatistics}
     */
    public record Frames(
            int epochs,
            int perClip,
            int batch,
            double learningRate,
            double weightsFactor,
            double landmarksFactor,
            double consistencyFactor,
            double mixedChance) {
        public Frames {
            if (epochs < 1 || perClip < 1 || batch < 1) {
                throw new IllegalArgumentException("frames: " + epochs + " epochs, " + perClip + " a clip, batches of "
                        + batch + " (expected: at least 1 each)");
            }
            if (!(learningRate > 0) || !(weightsFactor >= 0) || !(landmarksFactor >= 0) || !(consistencyFactor >= 0)) {
                throw new IllegalArgumentException("frames: learning rate " + learningRate + ", factors "
                        + weightsFactor + ", " + landmarksFactor + " and " + consistencyFactor
                        + " (expected: above 0, at least 0 each)");
            }
            if (!(mixedChance >= 0 && mixedChance <= 1)) {
                throw new IllegalArgumentException(
                        "frames: mixed statistics " + mixedChance + " (expected: a probability, 0 to 1)");
            }
            if (batch % views(consistencyFactor) != 0) {
                throw new IllegalArgumentException(
                        "frames: batches of " + batch + " (expected: an even number, as each face is shown twice)");
            }
        }

        /** How often each face is shown in a batch, changed in another way each time. */
        int views() {
            return views(consistencyFactor);
        }

        private static int views(double consistencyFactor) {
            return consistencyFactor > 0 ? 2 : 1;
        }
    }

    /**
     * The stage of whole clips.
     *
     * @param epochs how many
     * @param batch clips of a step
     * @param learningRate at the cycle's top
     * @param copies of the training clips, each changed in another way, that embeddings are computed of
     * @param smoothing of the targets
     * @param noise added to embeddings, in their standard deviations
     */
    public record Clips(int epochs, int batch, double learningRate, int copies, double smoothing, double noise) {
        public Clips {
            if (epochs < 1 || batch < 1 || copies < 1) {
                throw new IllegalArgumentException("clips: " + epochs + " epochs, batches of " + batch + ", " + copies
                        + " copies (expected: at least 1 each)");
            }
            if (!(learningRate > 0) || !(smoothing >= 0 && smoothing < 1) || !(noise >= 0)) {
                throw new IllegalArgumentException("clips: learning rate " + learningRate + ", smoothing " + smoothing
                        + ", noise " + noise + " (expected: above 0, 0 to below 1, at least 0)");
            }
        }
    }

    public SmallModelRecipe {
        if (!(warmUp > 0 && warmUp < 1) || !(weightDecay >= 0)) {
            throw new IllegalArgumentException("recipe: warm-up " + warmUp + ", weight decay " + weightDecay
                    + " (expected: between 0 and 1, at least 0)");
        }
    }

    /** What the demonstration model is trained with. */
    public static SmallModelRecipe defaults() {
        return new SmallModelRecipe(
                1,
                StemVisionTransformer.Size.SMALL,
                0.1,
                0.05,
                new Frames(20, 4, 32, 1e-3, 40, 20, 0, 0),
                FaceChanges.STYLED,
                new Clips(30, 64, 1e-3, 2, 0.05, 0.15));
    }

    /** The same with another seed and other numbers of epochs. */
    public SmallModelRecipe with(long otherSeed, int frameEpochs, int clipEpochs) {
        return new SmallModelRecipe(
                otherSeed,
                encoder,
                warmUp,
                weightDecay,
                new Frames(
                        frameEpochs,
                        frames.perClip,
                        frames.batch,
                        frames.learningRate,
                        frames.weightsFactor,
                        frames.landmarksFactor,
                        frames.consistencyFactor,
                        frames.mixedChance),
                faces,
                new Clips(clipEpochs, clips.batch, clips.learningRate, clips.copies, clips.smoothing, clips.noise));
    }

    /** The same with other weights of what is asked for beside the class. */
    public SmallModelRecipe withFactors(double ofWeights, double ofLandmarks, double ofConsistency) {
        return with(new Frames(
                frames.epochs,
                frames.perClip,
                frames.batch,
                frames.learningRate,
                ofWeights,
                ofLandmarks,
                ofConsistency,
                frames.mixedChance));
    }

    /** The same with statistics of early features mixed as often. */
    public SmallModelRecipe withMixedStatistics(double chance) {
        return with(new Frames(
                frames.epochs,
                frames.perClip,
                frames.batch,
                frames.learningRate,
                frames.weightsFactor,
                frames.landmarksFactor,
                frames.consistencyFactor,
                chance));
    }

    private SmallModelRecipe with(Frames other) {
        return new SmallModelRecipe(seed, encoder, warmUp, weightDecay, other, faces, clips);
    }

    /** The same with another stem before the Transformer, as wide as the stem's last convolution. */
    public SmallModelRecipe withStem(List<Integer> channels) {
        int width = channels.get(channels.size() - 1);
        return new SmallModelRecipe(
                seed,
                new StemVisionTransformer.Size(
                        encoder.image(),
                        channels,
                        encoder.layers(),
                        encoder.headWidth(),
                        PERCEPTRON * width,
                        encoder.embedding()),
                warmUp,
                weightDecay,
                frames,
                faces,
                clips);
    }

    /** The same with faces changed in another way. */
    public SmallModelRecipe withFaces(FaceChanges other) {
        return new SmallModelRecipe(seed, encoder, warmUp, weightDecay, frames, other, clips);
    }

    /**
     * The graph of a stage, all of whose weights are trained alike; the caller closes it.
     *
     * @param learningRate at the cycle's top
     */
    TrainingGraph graph(LossFunction loss, double learningRate, ComputeOptions compute) {
        return new TrainingGraph(
                loss,
                Optimizer.AdamW.of(EPSILON, weightDecay),
                List.of(new ParameterGroup("all", name -> true, learningRate, new Schedule.OneCycle(warmUp))),
                compute);
    }

    /** What a package says of how it was trained. */
    public SortedMap<String, String> options() {
        return new TreeMap<>(Map.of(
                "seed", Long.toString(seed),
                "frame-epochs", Integer.toString(frames.epochs),
                "clip-epochs", Integer.toString(clips.epochs),
                "weights-factor", Double.toString(frames.weightsFactor),
                "landmarks-factor", Double.toString(frames.landmarksFactor),
                "faces", faces.name().toLowerCase(Locale.ROOT),
                "consistency-factor", Double.toString(frames.consistencyFactor),
                "mixed-statistics", Double.toString(frames.mixedChance),
                "stem", encoder.stem().toString()));
    }
}
