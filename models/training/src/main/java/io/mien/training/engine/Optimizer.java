package io.mien.training.engine;

import io.mien.making.network.NetworkVariables;
import io.mien.making.network.NetworkVariables.Weight;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Changes a weight by its gradient, with PyTorch's arithmetic, which the published recipes' numbers are meant for.
 * TensorFlow Java's own optimisers train every variable of a graph at one constant rate.
 */
public sealed interface Optimizer {

    /**
     * Adds one weight's update.
     *
     * @param tf orders the update after all gradients, since it changes the weight in place
     * @param slots where the optimiser keeps what it remembers; zero at the start
     * @param step how many updates there will have been, this one included, as a float
     */
    List<Op> update(
            Ops tf,
            NetworkVariables slots,
            Weight weight,
            Operand<TFloat32> gradient,
            Operand<TFloat32> learningRate,
            Operand<TFloat32> step);

    /**
     * Stochastic gradient descent: {@code b = momentum b + g + decay w; w = w - rate b}.
     *
     * @param momentum 0 to below 1
     * @param weightDecay added to the gradient, times the weight
     */
    record Sgd(double momentum, double weightDecay) implements Optimizer {

        /** The settings that DFER-CLIP and Exp-CLIP were trained with. */
        public static final Sgd DFER_CLIP = new Sgd(0.9, 1e-4);

        public Sgd {
            if (!(momentum >= 0 && momentum < 1) || !(weightDecay >= 0)) {
                throw new IllegalArgumentException("SGD: momentum " + momentum + ", weight decay " + weightDecay
                        + " (expected: momentum from 0 to below 1, decay at least 0)");
            }
        }

        @Override
        public List<Op> update(
                Ops tf,
                NetworkVariables slots,
                Weight weight,
                Operand<TFloat32> gradient,
                Operand<TFloat32> learningRate,
                Operand<TFloat32> step) {
            Operand<TFloat32> decayed =
                    tf.math.add(gradient, tf.math.mul(weight.value(), tf.constant((float) weightDecay)));
            return List.of(tf.train.applyMomentum(
                    weight.variable(),
                    slots.addLike(weight, weight.name() + ".momentum").variable(),
                    learningRate,
                    decayed,
                    tf.constant((float) momentum)));
        }
    }

    /**
     * Adam with the decay beside the gradient (Loshchilov and Hutter 2019).
     *
     * @param beta1 of the gradient's mean
     * @param beta2 of its square's mean
     * @param epsilon added to the bias-corrected root, as PyTorch does; TensorFlow's kernel adds it before the correction
     * @param weightDecay the weight loses this fraction of itself times the rate
     */
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {

        public AdamW {
            if (!(beta1 >= 0 && beta1 < 1) || !(beta2 >= 0 && beta2 < 1) || !(epsilon > 0) || !(weightDecay >= 0)) {
                throw new IllegalArgumentException("AdamW: betas " + beta1 + " and " + beta2 + ", epsilon " + epsilon
                        + ", weight decay " + weightDecay
                        + " (expected: betas from 0 to below 1, epsilon above 0, decay at least 0)");
            }
        }

        /** PyTorch's defaults but for what is given. */
        public static AdamW of(double epsilon, double weightDecay) {
            return new AdamW(0.9, 0.999, epsilon, weightDecay);
        }

        @Override
        public List<Op> update(
                Ops tf,
                NetworkVariables slots,
                Weight weight,
                Operand<TFloat32> gradient,
                Operand<TFloat32> learningRate,
                Operand<TFloat32> step) {
            Operand<TFloat32> one = tf.constant(1f);
            Operand<TFloat32> beta1Power = tf.math.pow(tf.constant((float) beta1), step);
            Operand<TFloat32> beta2Power = tf.math.pow(tf.constant((float) beta2), step);
            Operand<TFloat32> scaledEpsilon =
                    tf.math.mul(tf.constant((float) epsilon), tf.math.sqrt(tf.math.sub(one, beta2Power)));
            Op decay = tf.assignSub(
                    weight.variable(),
                    tf.math.mul(weight.value(), tf.math.mul(learningRate, tf.constant((float) weightDecay))));
            return List.of(tf.withControlDependencies(List.of(decay))
                    .train
                    .applyAdam(
                            weight.variable(),
                            slots.addLike(weight, weight.name() + ".mean").variable(),
                            slots.addLike(weight, weight.name() + ".square").variable(),
                            beta1Power,
                            beta2Power,
                            learningRate,
                            tf.constant((float) beta1),
                            tf.constant((float) beta2),
                            scaledEpsilon,
                            gradient));
        }
    }
}
