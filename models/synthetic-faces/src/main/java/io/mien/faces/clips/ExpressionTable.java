package io.mien.faces.clips;

import io.mien.faces.RandomDraws;
import java.util.List;

/**
 * Lists which movements show which expression, as ranges of weights at full intensity. The action units behind them are
 * those of the Facial Action Coding System (Ekman, Friesen, Hager 2002) as EMFACS assigns them. The ranges of anger,
 * disgust, fear and sadness are those that a search for what a network of photographs takes for such had found, widened
 * by hand ({@code bench/run expressions} searches so); the others were chosen by eye.
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

    /**
     * One way to show an expression.
     *
     * @param share of the draws, against the other ways' shares
     */
    private record Way(double share, List<Part> parts) {
        static Way of(double share, Part... parts) {
            return new Way(share, List.of(parts));
        }
    }

    private ExpressionTable() {}

    private static Part always(String movement, double low, double high) {
        return new Part(movement, low, high, 1);
    }

    private static Part maybe(String movement, double low, double high, double chance) {
        return new Part(movement, low, high, chance);
    }

    private static List<Way> ways(Expression expression) {
        return switch (expression) {
            case HAPPINESS -> HAPPINESS;
            case SADNESS -> SADNESS;
            case NEUTRAL -> List.of(Way.of(1));
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
        float[] weights = movements.none();
        for (Part part : way(ways(expression), draws).parts()) {
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

    private static Way way(List<Way> ways, RandomDraws draws) {
        double all = ways.stream().mapToDouble(Way::share).sum();
        double drawn = draws.uniform(0, all);
        for (Way way : ways) {
            drawn -= way.share();
            if (drawn < 0) {
                return way;
            }
        }
        return ways.get(ways.size() - 1);
    }

    private static final List<Way> HAPPINESS = List.of(
            // AU 6+12, mouth closed
            Way.of(
                    1,
                    always("mouthSmile", 0.6, 1.1),
                    always("cheekRaiser", 0.35, 1),
                    maybe("cheekSquint", 0, 0.6, 0.5),
                    maybe("eyeSquint", 0.1, 0.7, 0.8),
                    maybe("mouthDimple", 0, 0.4, 0.4),
                    maybe("mouthPress", 0, 0.2, 0.2)),
            // AU 6+12+25, laughing
            Way.of(
                    1.2,
                    always("mouthSmile", 0.6, 1.1),
                    always("cheekRaiser", 0.4, 1),
                    maybe("eyeSquint", 0.1, 0.7, 0.8),
                    maybe("mouthUpperUp", 0.1, 0.6, 0.9),
                    maybe("mouthLowerDown", 0.1, 0.5, 0.7),
                    maybe("jawOpen", 0.05, 0.4, 0.8),
                    maybe("mouthStretch", 0, 0.3, 0.3),
                    maybe("browOuterUp", 0, 0.4, 0.25),
                    maybe("browInnerUp", 0, 0.4, 0.2),
                    maybe("eyeBlink", 0, 0.8, 0.25)),
            // AU 12, mild and closed: the smile of most portraits, often without the eyes
            Way.of(
                    1,
                    always("mouthSmile", 0.5, 0.95),
                    maybe("cheekRaiser", 0, 0.45, 0.6),
                    maybe("eyeSquint", 0, 0.35, 0.4),
                    maybe("mouthDimple", 0, 0.5, 0.5),
                    maybe("mouthPress", 0, 0.4, 0.4),
                    maybe("mouthStretch", 0, 0.2, 0.2),
                    maybe("mouthRollLower", 0, 0.2, 0.2),
                    maybe("mouthUpperUp", 0, 0.25, 0.25)),
            // AU 12+25: teeth shown, the jaw shut
            Way.of(
                    0.6,
                    always("mouthSmile", 0.6, 1.1),
                    maybe("cheekRaiser", 0.1, 0.8, 0.7),
                    maybe("eyeSquint", 0, 0.4, 0.5),
                    always("mouthUpperUp", 0.2, 0.7),
                    maybe("mouthLowerDown", 0.05, 0.4, 0.6),
                    maybe("jawOpen", 0, 0.08, 0.5),
                    maybe("mouthStretch", 0, 0.4, 0.4)));

    private static final List<Way> SADNESS = List.of(
            // AU 1+4+15+17
            Way.of(
                    1,
                    always("browInnerUp", 1, 1.6),
                    always("browDown", 0.8, 1.7),
                    always("mouthFrown", 0.8, 1.45),
                    maybe("mouthShrugLower", 0.15, 0.6, 0.8),
                    maybe("mouthShrugUpper", 0.05, 0.4, 0.5),
                    maybe("mouthPress", 0.2, 0.8, 0.6),
                    maybe("mouthStretch", 0.2, 0.7, 0.6),
                    maybe("cheekSquint", 0.3, 0.8, 0.7),
                    maybe("eyeSquint", 0.05, 0.6, 0.5),
                    maybe("eyeBlink", 0, 0.35, 0.5),
                    maybe("eyeLookDown", 0, 0.7, 0.5),
                    maybe("mouthRollLower", 0, 0.3, 0.4)),
            // the same, weaker
            Way.of(
                    0.8,
                    always("browInnerUp", 0.6, 1.3),
                    always("browDown", 0.2, 1),
                    always("mouthFrown", 0.6, 1.3),
                    maybe("mouthShrugLower", 0.1, 0.7, 0.7),
                    maybe("eyeBlink", 0, 0.45, 0.5),
                    maybe("eyeLookDown", 0, 0.7, 0.5),
                    maybe("mouthRollLower", 0, 0.3, 0.2),
                    maybe("cheekSquint", 0, 0.4, 0.3)),
            // AU 1+4+6+20+25: crying, the mouth open or drawn out, brows lowered, eyes narrow or shut
            Way.of(
                    1,
                    always("browInnerUp", 0.8, 1.5),
                    always("browDown", 1, 1.75),
                    always("mouthFrown", 0.4, 1.1),
                    always("mouthStretch", 0.6, 1.3),
                    always("jawOpen", 0.1, 0.4),
                    maybe("mouthLowerDown", 0.2, 0.9, 0.8),
                    maybe("mouthUpperUp", 0, 0.35, 0.5),
                    maybe("eyeSquint", 0.1, 0.6, 0.8),
                    always("eyeBlink", 0.3, 1),
                    always("cheekRaiser", 0.5, 1),
                    maybe("cheekSquint", 0.4, 0.8, 0.7),
                    maybe("noseSneer", 0.1, 0.4, 0.6),
                    maybe("mouthShrugLower", 0.4, 1, 0.6)),
            // AU 1+4+6+15+20+24+43: crying, eyes pressed shut, cheeks raised, lips pressed and drawn back
            Way.of(
                    1,
                    always("browInnerUp", 0.8, 1.6),
                    always("browDown", 1, 1.8),
                    always("mouthFrown", 0.6, 1.45),
                    always("mouthStretch", 0.25, 1.1),
                    maybe("mouthPress", 0.3, 0.9, 0.7),
                    maybe("eyeSquint", 0.2, 0.8, 0.8),
                    always("eyeBlink", 0.6, 1),
                    always("cheekRaiser", 0.4, 0.95),
                    maybe("cheekSquint", 0.4, 0.85, 0.7),
                    maybe("mouthRollLower", 0.2, 0.55, 0.5),
                    maybe("mouthRollUpper", 0.05, 0.35, 0.4),
                    maybe("mouthShrugLower", 0.1, 0.6, 0.6),
                    maybe("mouthShrugUpper", 0.05, 0.55, 0.4),
                    maybe("mouthDimple", 0.1, 0.45, 0.5),
                    maybe("jawOpen", 0, 0.1, 0.3)));

    private static final List<Way> ANGER = List.of(
            // AU 4+5+9+10+22+23: the lips pushed forward and tense
            Way.of(
                    1.6,
                    always("browDown", 0.6, 1.5),
                    maybe("eyeSquint", 0.2, 0.6, 0.8),
                    always("eyeWide", 0.7, 1.4),
                    maybe("mouthPress", 0, 0.3, 0.4),
                    maybe("mouthRollLower", 0.1, 0.4, 0.7),
                    maybe("mouthRollUpper", 0.1, 0.4, 0.7),
                    always("mouthFrown", 0.3, 1),
                    maybe("jawForward", 0.2, 0.6, 0.8),
                    always("noseSneer", 0.85, 1.15),
                    always("mouthShrugUpper", 0.3, 0.8),
                    always("mouthUpperUp", 0.35, 1),
                    always("cheekSquint", 0.25, 0.65),
                    always("mouthFunnel", 0.75, 1)),
            // AU 4+5+9+10+16+25: teeth bared, or shouting
            Way.of(
                    2,
                    always("browDown", 0.9, 1.7),
                    maybe("eyeSquint", 0.2, 0.75, 0.7),
                    always("eyeWide", 0.3, 1.3),
                    maybe("mouthFrown", 0.15, 1.1, 0.8),
                    maybe("jawForward", 0.2, 0.6, 0.8),
                    always("noseSneer", 0.85, 1.15),
                    maybe("mouthShrugUpper", 0.25, 0.7, 0.8),
                    always("mouthUpperUp", 0.75, 1.15),
                    always("mouthLowerDown", 0.8, 1.3),
                    always("jawOpen", 0, 0.3),
                    always("mouthFunnel", 0.5, 0.95),
                    always("mouthStretch", 0.25, 1.2),
                    always("cheekSquint", 0.35, 0.85),
                    maybe("browOuterUp", 0.15, 0.7, 0.7)),
            // AU 4+7+23+24, the mouth pressed shut
            Way.of(
                    0.4,
                    always("browDown", 1, 1.7),
                    maybe("eyeSquint", 0.1, 0.6, 0.6),
                    maybe("eyeWide", 0.3, 1, 0.6),
                    maybe("mouthPress", 0.3, 1, 0.9),
                    maybe("mouthRollLower", 0.1, 0.5, 0.5),
                    maybe("mouthRollUpper", 0.1, 0.4, 0.4),
                    maybe("mouthFrown", 0.2, 0.8, 0.6),
                    maybe("jawForward", 0, 0.5, 0.5),
                    maybe("noseSneer", 0.2, 0.8, 0.7),
                    maybe("mouthShrugUpper", 0.1, 0.5, 0.5)));

    private static final List<Way> SURPRISE = List.of(
            // AU 1+2+5+26
            Way.of(
                    1,
                    always("browInnerUp", 0.6, 1.2),
                    always("browOuterUp", 0.6, 1.2),
                    always("eyeWide", 0.4, 1.2),
                    always("jawOpen", 0.3, 0.9),
                    maybe("mouthFunnel", 0.05, 0.6, 0.6)),
            // the mouth less open
            Way.of(
                    0.7,
                    always("browInnerUp", 0.6, 1.2),
                    always("browOuterUp", 0.7, 1.2),
                    always("eyeWide", 0.6, 1.3),
                    always("jawOpen", 0.12, 0.4),
                    maybe("mouthPucker", 0, 0.3, 0.3),
                    maybe("mouthFunnel", 0.05, 0.4, 0.4)));

    private static final List<Way> DISGUST = List.of(
            // AU 9+10+17, mouth closed
            Way.of(
                    1.6,
                    always("noseSneer", 1, 1.35),
                    always("mouthUpperUp", 0.85, 1.25),
                    always("browDown", 0.4, 1.2),
                    always("cheekSquint", 0.25, 0.7),
                    always("eyeSquint", 0.1, 0.55),
                    maybe("mouthFrown", 0, 0.35, 0.6),
                    always("mouthShrugLower", 0.8, 1.25),
                    maybe("mouthShrugUpper", 0, 0.2, 0.4),
                    always("cheekRaiser", 0.3, 0.75)),
            // AU 9+10+25, mouth open
            Way.of(
                    0.8,
                    always("noseSneer", 0.95, 1.3),
                    always("mouthUpperUp", 0.75, 1.15),
                    always("browDown", 0.2, 1.2),
                    always("cheekSquint", 0.15, 0.65),
                    always("eyeSquint", 0.2, 0.7),
                    always("mouthFrown", 0.3, 0.8),
                    always("jawOpen", 0.1, 0.32),
                    maybe("mouthLowerDown", 0, 0.35, 0.6),
                    always("cheekRaiser", 0.35, 0.7)));

    private static final List<Way> FEAR = List.of(
            // AU 1+2+4+5+20+25+26
            Way.of(
                    1.2,
                    always("browInnerUp", 1.2, 1.8),
                    always("browOuterUp", 0.4, 0.95),
                    always("browDown", 0.6, 1.3),
                    always("eyeWide", 1.55, 2.15),
                    always("mouthStretch", 1.55, 2.15),
                    always("jawOpen", 0.28, 0.55),
                    always("mouthLowerDown", 0.95, 1.45),
                    always("mouthFrown", 0.95, 1.5),
                    maybe("mouthUpperUp", 0.1, 0.45, 0.7),
                    maybe("mouthShrugUpper", 0.15, 0.6, 0.7),
                    maybe("eyeLookUp", 0.1, 0.45, 0.7)),
            // AU 1+2+4+5+20+26, the lower lip tense
            Way.of(
                    1.2,
                    always("browInnerUp", 1.15, 1.75),
                    always("browOuterUp", 0.45, 1),
                    always("browDown", 0.85, 1.6),
                    always("eyeWide", 1.55, 2.15),
                    always("mouthStretch", 1.55, 2.15),
                    always("jawOpen", 0.45, 0.75),
                    always("mouthLowerDown", 1, 1.5),
                    always("mouthFrown", 0.95, 1.5),
                    always("mouthRollLower", 0.35, 0.7),
                    maybe("mouthPress", 0.1, 0.4, 0.6),
                    maybe("mouthUpperUp", 0.05, 0.35, 0.6),
                    maybe("eyeLookUp", 0.1, 0.45, 0.5)),
            // the same, weaker, the mouth nearly closed
            Way.of(
                    0.15,
                    always("browInnerUp", 0.8, 1.4),
                    maybe("browOuterUp", 0.1, 0.6, 0.7),
                    maybe("browDown", 0.2, 0.9, 0.8),
                    always("eyeWide", 0.8, 1.5),
                    always("mouthStretch", 0.8, 1.4),
                    maybe("mouthFrown", 0.2, 0.9, 0.7),
                    maybe("mouthLowerDown", 0.2, 0.8, 0.6),
                    maybe("jawOpen", 0, 0.2, 0.6)));
}
