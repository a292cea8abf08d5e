package io.mien.training.published;

import io.mien.evaluation.Confusion;
import io.mien.training.augmentation.Randomness;
import io.mien.training.engine.Batch;
import io.mien.training.engine.Tensors;
import io.mien.training.engine.TrainingGraph;
import io.mien.training.engine.TrainingStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Exp-CLIP's only stage: the head, on features that CLIP, which stands still, gave of every clip once.
 *
 * <p>A batch's classes are its own clips. A clip counts as right if its own vector is the nearest of the batch's.
 *
 * @param graph closed with the stage
 * @param features of the clips
 * @param teacher the clips' vectors
 * @param recipe batch and seed
 */
record ExpClipStage(TrainingGraph graph, List<float[]> features, TeacherVectors teacher, ExpClipRecipe recipe)
        implements TrainingStage {

    ExpClipStage {
        features = List.copyOf(features);
    }

    @Override
    public int stepsPerEpoch() {
        return features.size() / recipe.batch();
    }

    @Override
    public int classes() {
        return recipe.batch();
    }

    @Override
    public Batch batch(int epoch, int step) {
        int[] order = Randomness.permutation(features.size(), Randomness.of(recipe.seed(), "exp-clip order", epoch));
        List<float[]> ofPictures = new ArrayList<>();
        List<float[]> ofTeacher = new ArrayList<>();
        for (int i = 0; i < recipe.batch(); i++) {
            int clip = order[step * recipe.batch() + i];
            ofPictures.add(features.get(clip));
            ofTeacher.add(teacher.rows().get(clip));
        }
        List<Integer> own = IntStream.range(0, recipe.batch()).boxed().toList();
        return new Batch(
                Map.of(
                        ExpClipHeadLoss.FEATURE, Tensors.rows(ofPictures),
                        ExpClipHeadLoss.TEACHER, Tensors.rows(ofTeacher),
                        ExpClipHeadLoss.TARGET, Tensors.oneHot(own, recipe.batch())),
                own);
    }

    /** The published recipe has no validation, and looks for no best epoch. */
    @Override
    public Optional<Confusion> validate() {
        return Optional.empty();
    }

    @Override
    public void close() {
        graph.close();
    }
}
