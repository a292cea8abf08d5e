package io.mien.faces.clips;

import io.mien.faces.RandomDraws;
import io.mien.faces.render.HeadPose;
import io.mien.faces.render.Person;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that one face does in one clip: an expression that comes and goes, and around it the movements that faces
 * make anyway. Those are the same for every expression, so they do not give it away.
 */
final class Performance {
    private static final List<String> IDLE = List.of(
            "browDown",
            "browInnerUp",
            "browOuterUp",
            "cheekRaiser",
            "cheekSquint",
            "jawForward",
            "jawLeft",
            "jawRight",
            "mouthDimple",
            "mouthFrown",
            "mouthLeft",
            "mouthRight",
            "mouthLowerDown",
            "mouthPress",
            "mouthPucker",
            "mouthRollLower",
            "mouthRollUpper",
            "mouthShrugLower",
            "mouthShrugUpper",
            "mouthSmile",
            "mouthStretch",
            "mouthUpperUp",
            "noseSneer");
    private static final double IDLE_CHANCE = 0.35;
    private static final double IDLE_MOST = 0.12;

    private final Movements movements;
    private final RestingFace resting;
    private final Expression expression;
    private final IntensityCurve curve;
    private final float[] first;
    private final float[] second;
    private final double drift;
    private final float[] idle;
    private final Talking talking;
    private final List<Blink> blinks = new ArrayList<>();
    private final Narrowing narrowing;
    private final HeadMotion motion;
    private final double[] gaze;
    private final double tears;

    /** The two ways of showing the expression between which a clip may drift. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never changed, never compared
    private record Shown(float[] first, float[] second) {
        static Shown draw(Expression expression, Movements movements, RandomDraws draws) {
            float[] first = ExpressionTable.draw(expression, movements, draws);
            float[] other = ExpressionTable.draw(expression, movements, draws);
            return new Shown(first, draws.chance(0.3) ? other : first);
        }
    }

    private record Blink(double time, double width) {}

    /**
     * Lips that speak.
     *
     * @param strength 0 for silence
     */
    private record Talking(double strength, double speed, double phase, double rounding) {
        static Talking draw(RandomDraws draws, double chance) {
            return new Talking(
                    draws.chance(chance) ? draws.uniform(0.06, 0.2) : 0,
                    draws.uniform(14, 30),
                    draws.uniform(0, 2 * Math.PI),
                    draws.uniform(0, 0.25));
        }

        void add(Movements movements, float[] weights, double time) {
            if (strength > 0) {
                double angle = phase + speed * time;
                double open = 0.5 + 0.5 * StrictMath.sin(angle) * StrictMath.cos(0.37 * angle);
                movements.add(weights, "jawOpen", strength * open);
                movements.add(weights, "mouthFunnel", rounding * (0.5 + 0.5 * StrictMath.sin(0.61 * angle + 1)));
                movements.add(weights, "mouthPucker", 0.5 * rounding * (0.5 + 0.5 * StrictMath.sin(0.43 * angle)));
            }
        }
    }

    /**
     * Eyes held shut or narrow, as against light or in thought.
     *
     * @param shut a weight of eyeBlink
     * @param squint a weight of eyeSquint
     * @param cheeks a weight of cheekRaiser
     */
    private record Narrowing(double shut, double squint, double cheeks) {
        static Narrowing draw(RandomDraws draws) {
            return new Narrowing(
                    draws.chance(0.08) ? draws.uniform(0.3, 1) : 0,
                    draws.chance(0.12) ? draws.uniform(0.2, 0.7) : 0,
                    draws.chance(0.06) ? draws.uniform(0.1, 0.4) : 0);
        }
    }

    Performance(Movements movements, Person.Traits traits, Expression expression, RandomDraws draws) {
        this(
                movements,
                traits,
                expression,
                IntensityCurve.draw(draws),
                Shown.draw(expression, movements, draws),
                draws);
    }

    /** What it holds from end to end, given as the weights of all movements. */
    static Performance held(
            Movements movements, Person.Traits traits, Expression expression, float[] weights, RandomDraws draws) {
        return new Performance(movements, traits, expression, IntensityCurve.HELD, new Shown(weights, weights), draws);
    }

    private Performance(
            Movements movements,
            Person.Traits traits,
            Expression expression,
            IntensityCurve curve,
            Shown shown,
            RandomDraws draws) {
        this.movements = movements;
        this.resting = new RestingFace(movements, traits);
        this.expression = expression;
        this.curve = curve;
        this.first = shown.first();
        this.second = shown.second();
        this.drift = draws.uniform(0.25, 0.75);
        this.idle = idle(draws);
        this.talking = Talking.draw(draws, expression == Expression.NEUTRAL ? 0.35 : 0.2);
        int count = draws.below(3);
        for (int i = 0; i < count; i++) {
            blinks.add(new Blink(draws.uniform(), draws.uniform(0.02, 0.05)));
        }
        Narrowing drawn = Narrowing.draw(draws);
        // Surprise and fear are recognised by widened eyes.
        this.narrowing =
                expression == Expression.SURPRISE || expression == Expression.FEAR ? new Narrowing(0, 0, 0) : drawn;
        this.motion = HeadMotion.draw(draws);
        this.gaze = new double[] {
            draws.gaussian(0.25), draws.gaussian(0.2), draws.uniform(0, 6), draws.uniform(0, 6), draws.uniform(1, 6)
        };
        // Now and then of another cause, such as laughter or wind.
        double wet = draws.uniform(0.2, 1);
        this.tears = draws.chance(expression == Expression.SADNESS ? 0.4 : 0.04) ? wet : 0;
    }

    private float[] idle(RandomDraws draws) {
        float[] weights = movements.none();
        for (String movement : IDLE) {
            double weight = draws.uniform(0, IDLE_MOST);
            double left = Math.max(0, 1 + draws.gaussian(0.2));
            double right = Math.max(0, 1 + draws.gaussian(0.2));
            if (draws.chance(IDLE_CHANCE)) {
                movements.add(weights, movement, weight * left, weight * right);
            }
        }
        return weights;
    }

    Expression expression() {
        return expression;
    }

    /** How strong the expression is; 1 for neutral. */
    double intensity(double time) {
        return expression == Expression.NEUTRAL ? 1 : curve.at(time);
    }

    /** How wet tears make the cheeks, from end to end. */
    double tears() {
        return tears;
    }

    HeadPose pose(double time) {
        return motion.at(time);
    }

    /**
     * The weights of all movements.
     *
     * @param time 0 at the clip's start, 1 at its end
     */
    float[] weights(double time) {
        float[] weights = movements.none();
        double strength = expression == Expression.NEUTRAL ? 0 : curve.at(time);
        double share = IntensityCurve.smooth((time - drift + 0.15) / 0.3);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (idle[i] + strength * (first[i] + share * (second[i] - first[i])));
        }
        talking.add(movements, weights, time);
        resting.add(weights);
        resting.look(
                weights,
                gaze[0] + 0.08 * StrictMath.sin(gaze[2] + gaze[4] * time),
                gaze[1] + 0.06 * StrictMath.sin(gaze[3] + gaze[4] * time));
        movements.add(weights, "cheekRaiser", narrowing.cheeks());
        resting.closeEyes(weights, narrowing.shut(), narrowing.squint(), blink(time));
        return weights;
    }

    private double blink(double time) {
        double blink = 0;
        for (Blink one : blinks) {
            double distance = (time - one.time()) / one.width();
            blink = Math.max(blink, StrictMath.exp(-0.5 * distance * distance));
        }
        return blink;
    }
}
