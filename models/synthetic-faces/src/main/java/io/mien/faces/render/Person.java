package io.mien.faces.render;

import io.mien.faces.RandomDraws;
import io.mien.faces.mesh.Deformation;
import io.mien.faces.mesh.FaceKit;
import io.mien.faces.mesh.FacePart;
import java.util.List;
import java.util.Optional;

/**
 * A person who does not exist: a painted head of its own shape. It takes a few megabytes and some milliseconds to make.
 * Immutable, safe for use by many threads.
 */
public final class Person {
    /** Weights of people's shapes are normally distributed with this deviation, within the limit. */
    private static final double SHAPE_DEVIATION = 0.9;

    private static final double SHAPE_LIMIT = 2.2;

    /** How deep the oldest face's folds are at rest, as a weight of their movement. */
    private static final double OLDEST = 0.9;

    private final float[] rest;
    private final float[] colours;
    private final float[] gloss;
    private final Traits traits;
    private final Optional<Glasses> glasses;
    private final float[] restingFolds;

    /**
     * The traits of a person beside shape and colours.
     *
     * @param hollows how dark hollows of the skin are
     * @param folds how deep moving skin folds
     * @param skin what it throws back of light
     * @param lowLids how far the upper lids hang at rest, as a weight of eyeBlink
     * @param tightLids how far the lids are drawn together at rest, as a weight of eyeSquint
     * @param restingMouth what the mouth does at rest: below 0 it hangs, above it seems to smile; a weight
     * @param restingBrows below 0 they are high at rest, above they are low; a weight
     */
    public record Traits(
            double hollows,
            double folds,
            Colour skin,
            double lowLids,
            double tightLids,
            double restingMouth,
            double restingBrows) {
        private static final Colour LIGHTEST = new Colour(0.93f, 0.76f, 0.66f);
        private static final Colour DARKEST = new Colour(0.30f, 0.19f, 0.14f);

        static Traits draw(RandomDraws draws) {
            double dark = Math.min(Math.max(draws.beta(1.1, 1.4) + draws.gaussian(0.04), 0), 1);
            double[] skin = new double[3];
            for (int channel = 0; channel < 3; channel++) {
                double mixed = LIGHTEST.channel(channel)
                        + (DARKEST.channel(channel) - LIGHTEST.channel(channel)) * dark
                        + draws.gaussian(0.02);
                skin[channel] = Math.min(Math.max(mixed, 0.08), 0.98);
            }
            return new Traits(
                    draws.uniform(0.5, 3.5),
                    draws.uniform(0.05, 0.5),
                    Colour.of(skin[0], skin[1], skin[2]),
                    draws.uniform(-0.05, 0.28),
                    draws.uniform(0, 0.3),
                    Math.min(draws.gaussian(0.1), 0.14),
                    draws.gaussian(0.14));
        }

        /** 0 for the darkest skin to 1 for the lightest. */
        public double lightness() {
            return (skin.red() + skin.green() + skin.blue()) / 3;
        }
    }

    private Person(
            float[] rest,
            float[] colours,
            float[] gloss,
            Traits traits,
            Optional<Glasses> glasses,
            float[] restingFolds) {
        this.rest = rest;
        this.colours = colours;
        this.gloss = gloss;
        this.traits = traits;
        this.glasses = glasses;
        this.restingFolds = restingFolds;
    }

    /** Makes any person; the draws decide. */
    public static Person draw(HeadGeometry head, RandomDraws draws) {
        FaceKit kit = head.kit();
        Traits traits = Traits.draw(draws);
        float[] rest = kit.neutral().clone();
        List<Deformation> differences = kit.people();
        for (Deformation difference : differences) {
            double weight = draws.gaussian(SHAPE_DEVIATION);
            difference.addTo(rest, (float) Math.min(Math.max(weight, -SHAPE_LIMIT), SHAPE_LIMIT));
        }
        float[] colours = new float[rest.length];
        float[] gloss = new float[kit.vertexCount()];
        SkinPaint.paint(head, draws, traits.skin(), colours, gloss);
        EyePaint.paint(head, draws, FacePart.LEFT_EYE, FacePart.RIGHT_EYE, colours, gloss);
        MouthPaint.paint(head, colours, gloss);
        HairPaint.paint(head, draws, rest, colours, gloss);
        Optional<Glasses> glasses = Glasses.draw(head, draws, rest);
        return new Person(
                rest, colours, gloss, traits, glasses, restingFolds(head.folds().size(), draws));
    }

    /**
     * With age a face keeps the folds of all its movements. Where they came with movements alone, a wrinkled face at rest
     * would look like one that does something.
     */
    private static float[] restingFolds(int count, RandomDraws draws) {
        double age = Math.pow(draws.uniform(), 1.5);
        float[] folds = new float[count];
        for (int i = 0; i < count; i++) {
            folds[i] = (float) (age * draws.uniform(0, OLDEST));
        }
        return folds;
    }

    public Traits traits() {
        return traits;
    }

    /** {@code [vertices, 3]}. */
    float[] rest() {
        return rest;
    }

    /** What part of red, green and blue light it throws back, {@code [vertices, 3]}. */
    float[] colours() {
        return colours;
    }

    /** How strong highlights are, {@code [vertices]}. */
    float[] gloss() {
        return gloss;
    }

    /** How deep each of {@link HeadGeometry#folds()} is at rest, as a weight of its movement. */
    float[] restingFolds() {
        return restingFolds;
    }

    Optional<Glasses> glasses() {
        return glasses;
    }
}
