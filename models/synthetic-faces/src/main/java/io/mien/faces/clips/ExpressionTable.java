package io.mien.faces.clips;

import io.mien.faces.RandomDraws;
import java.util.List;

/**
 * Lists which movements show which expression, as ranges of weights at full intensity. The action units behind them are
 * those of the Facial Action Coding System (Ekman, Friesen, Hager 2002) as EMFACS assigns them; the ranges were chosen
 * by eye.
 */
final class ExpressionTable {
    /** The sides of a face differ by a factor with this deviation. */
    private static final double ASYMMETRY = 0.15;

    /**
     * A movement that may take part.
     *
     * @param movement name without a side
     * @param chance that it takes part
     */
    private record Part(String movement, double low, double high, double chance) {}

    private ExpressionTable() {}

    private static Part always(String movement, double low, double high) {
        return new Part(movement, low, high, 1);
    }

    private static Part maybe(String movement, double low, double high, double chance) {
        return new Part(movement, low, high, chance);
    }

    private static List<List<Part>> variants(Expression expression) {
        return switch (expression) {
            case HAPPINESS -> HAPPINESS;
            case SADNESS -> SADNESS;
            case NEUTRAL -> List.of(List.of());
            case ANGER -> ANGER;
            case SURPRISE -> SURPRISE;
            case DISGUST -> DISGUST;
            case FEAR -> FEAR;
        };
    }

    /**
     * One way to show an expression.
     *
     * @return a weight for each movement of the kit
     */
    static float[] draw(Expression expression, Movements movements, RandomDraws draws) {
        List<List<Part>> variants = variants(expression);
        float[] weights = movements.none();
        for (Part part : variants.get(draws.below(variants.size()))) {
            // Drawn in any case, so that one part's absence does not shift the others' numbers.
            double weight = draws.uniform(part.low(), part.high());
            double left = Math.max(0, 1 + draws.gaussian(ASYMMETRY));
            double right = Math.max(0, 1 + draws.gaussian(ASYMMETRY));
            if (draws.chance(part.chance())) {
                movements.add(weights, part.movement(), weight * left, weight * right);
            }
        }
        return weights;
    }

    private static final List<List<Part>> HAPPINESS = List.of(
            // AU 6+12, mouth closed
            List.of(
                    always("mouthSmile", 0.55, 1),
                    always("cheekRaiser", 0.35, 1),
                    maybe("cheekSquint", 0, 0.6, 0.5),
                    maybe("eyeSquint", 0.1, 0.7, 0.8),
                    maybe("mouthDimple", 0, 0.4, 0.4),
                    maybe("mouthPress", 0, 0.2, 0.2)),
            // AU 6+12+25, laughing
            List.of(
                    always("mouthSmile", 0.5, 1),
                    always("cheekRaiser", 0.4, 1),
                    maybe("eyeSquint", 0.1, 0.7, 0.8),
                    maybe("mouthUpperUp", 0.1, 0.6, 0.9),
                    maybe("mouthLowerDown", 0.1, 0.5, 0.7),
                    maybe("jawOpen", 0.05, 0.4, 0.8),
                    maybe("mouthStretch", 0, 0.25, 0.2),
                    maybe("browOuterUp", 0, 0.3, 0.15),
                    maybe("eyeBlink", 0, 0.6, 0.25)),
            // AU 12, mild and closed: the smile of most portraits, often without the eyes
            List.of(
                    always("mouthSmile", 0.45, 0.85),
                    maybe("cheekRaiser", 0, 0.45, 0.6),
                    maybe("eyeSquint", 0, 0.35, 0.4),
                    maybe("mouthDimple", 0, 0.5, 0.5),
                    maybe("mouthPress", 0, 0.4, 0.4),
                    maybe("mouthStretch", 0, 0.2, 0.2),
                    maybe("mouthRollLower", 0, 0.2, 0.2),
                    maybe("mouthUpperUp", 0, 0.25, 0.25)));

    private static final List<List<Part>> SADNESS = List.of(
            // AU 1+4+15+17
            List.of(
                    always("browInnerUp", 0.55, 1.25),
                    maybe("browDown", 0, 0.35, 0.5),
                    always("mouthFrown", 0.5, 1.3),
                    maybe("mouthShrugLower", 0.1, 0.7, 0.7),
                    maybe("eyeBlink", 0, 0.45, 0.5),
                    maybe("eyeLookDown", 0, 0.7, 0.5),
                    maybe("mouthRollLower", 0, 0.3, 0.2),
                    maybe("cheekSquint", 0, 0.3, 0.2)),
            // crying, eyes open or narrow
            List.of(
                    always("browInnerUp", 0.6, 1.25),
                    maybe("browDown", 0, 0.5, 0.6),
                    always("mouthFrown", 0.6, 1.3),
                    maybe("mouthStretch", 0, 0.4, 0.6),
                    maybe("cheekSquint", 0.1, 0.6, 0.6),
                    maybe("eyeSquint", 0.1, 0.7, 0.7),
                    maybe("eyeBlink", 0, 0.8, 0.4),
                    maybe("jawOpen", 0, 0.15, 0.4),
                    maybe("mouthShrugLower", 0.1, 0.8, 0.6),
                    maybe("mouthLowerDown", 0, 0.25, 0.3)),
            // AU 1+4+6+20+24+43: eyes shut, cheeks raised, lips pressed and drawn back
            List.of(
                    always("browInnerUp", 0.6, 1.3),
                    maybe("browDown", 0.1, 0.7, 0.7),
                    always("eyeBlink", 0.55, 1),
                    maybe("eyeSquint", 0.2, 0.9, 0.7),
                    maybe("cheekRaiser", 0.1, 0.8, 0.7),
                    maybe("cheekSquint", 0.1, 0.6, 0.5),
                    always("mouthStretch", 0.15, 0.8),
                    always("mouthFrown", 0.2, 1.0),
                    maybe("mouthPress", 0.2, 0.9, 0.7),
                    maybe("mouthRollLower", 0.1, 0.5, 0.4),
                    maybe("mouthRollUpper", 0.1, 0.4, 0.3),
                    maybe("mouthShrugLower", 0.2, 0.9, 0.7),
                    maybe("noseSneer", 0, 0.2, 0.2)));

    private static final List<List<Part>> ANGER = List.of(
            // AU 4+5/7+23/25, mouth closed
            List.of(
                    always("browDown", 0.9, 1.5),
                    maybe("eyeSquint", 0.1, 0.6, 0.6),
                    maybe("eyeWide", 0.1, 0.4, 0.3),
                    maybe("mouthPress", 0.3, 1, 0.9),
                    maybe("mouthRollLower", 0.1, 0.5, 0.5),
                    maybe("mouthRollUpper", 0.1, 0.4, 0.4),
                    maybe("mouthFrown", 0.1, 0.4, 0.4),
                    maybe("jawForward", 0, 0.4, 0.4),
                    maybe("noseSneer", 0, 0.35, 0.4),
                    maybe("mouthShrugLower", 0, 0.4, 0.4)),
            // shouting
            List.of(
                    always("browDown", 0.8, 1.5),
                    maybe("eyeWide", 0.1, 0.6, 0.6),
                    maybe("noseSneer", 0.1, 0.5, 0.6),
                    always("jawOpen", 0.1, 0.5),
                    maybe("mouthFunnel", 0.1, 0.5, 0.5),
                    maybe("mouthUpperUp", 0.1, 0.6, 0.8),
                    always("mouthLowerDown", 0.3, 0.9),
                    maybe("mouthStretch", 0, 0.3, 0.3),
                    maybe("jawForward", 0, 0.4, 0.4)));

    private static final List<List<Part>> SURPRISE = List.of(
            // AU 1+2+5+26
            List.of(
                    always("browInnerUp", 0.5, 1),
                    always("browOuterUp", 0.5, 1),
                    always("eyeWide", 0.3, 1),
                    always("jawOpen", 0.25, 0.9),
                    maybe("mouthFunnel", 0.05, 0.5, 0.5)),
            List.of(
                    always("browInnerUp", 0.5, 1),
                    always("browOuterUp", 0.6, 1),
                    always("eyeWide", 0.5, 1),
                    always("jawOpen", 0.08, 0.35),
                    maybe("mouthPucker", 0, 0.3, 0.3)));

    private static final List<List<Part>> DISGUST = List.of(
            // AU 9+10+15+17, mouth closed
            List.of(
                    always("noseSneer", 0.6, 1),
                    always("mouthUpperUp", 0.4, 1),
                    maybe("browDown", 0.15, 0.7, 0.8),
                    maybe("cheekSquint", 0.2, 0.8, 0.8),
                    maybe("eyeSquint", 0.2, 0.8, 0.8),
                    maybe("mouthFrown", 0.1, 0.6, 0.7),
                    maybe("mouthShrugLower", 0, 0.6, 0.6)),
            // mouth open
            List.of(
                    always("noseSneer", 0.5, 1),
                    always("mouthUpperUp", 0.5, 1),
                    maybe("browDown", 0.1, 0.6, 0.7),
                    maybe("cheekSquint", 0.2, 0.8, 0.7),
                    maybe("eyeSquint", 0.2, 0.8, 0.7),
                    always("jawOpen", 0.08, 0.35),
                    maybe("mouthLowerDown", 0.1, 0.5, 0.7),
                    maybe("mouthFrown", 0.1, 0.5, 0.5)));

    private static final List<List<Part>> FEAR = List.of(
            // AU 1+2+4+5+20+26, mouth open
            List.of(
                    always("browInnerUp", 0.6, 1.2),
                    maybe("browOuterUp", 0.05, 0.5, 0.7),
                    maybe("browDown", 0.1, 0.5, 0.8),
                    always("eyeWide", 0.5, 1),
                    always("mouthStretch", 0.5, 1),
                    maybe("jawOpen", 0.08, 0.45, 0.9),
                    maybe("mouthLowerDown", 0.2, 0.7, 0.8),
                    maybe("mouthFrown", 0, 0.35, 0.4)),
            // mouth closed
            List.of(
                    always("browInnerUp", 0.6, 1.2),
                    maybe("browOuterUp", 0.05, 0.5, 0.6),
                    maybe("browDown", 0.1, 0.5, 0.7),
                    always("eyeWide", 0.6, 1),
                    always("mouthStretch", 0.6, 1),
                    maybe("mouthPress", 0, 0.3, 0.3),
                    maybe("jawOpen", 0, 0.12, 0.5)));
}
