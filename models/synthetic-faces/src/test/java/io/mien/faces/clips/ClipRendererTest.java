package io.mien.faces.clips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mien.faces.RandomDraws;
import io.mien.faces.mesh.FaceKit;
import io.mien.faces.mesh.TinyHead;
import io.mien.faces.render.HeadGeometry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ClipRendererTest {
    private static final SplitPlan PLAN = new SplitPlan(5, SplitPlan.Split.TEST, 4, 7, 6, 38);

    private final HeadGeometry head = new HeadGeometry(TinyHead.kit());

    @Test
    void aClipIsTheSameWhateverWasRenderedBefore() {
        ClipRenderer busy = new ClipRenderer(PLAN, head);
        busy.render(0);
        busy.render(20);
        RenderedClip after = busy.render(9);

        RenderedClip alone = new ClipRenderer(PLAN, head).render(9);

        assertThat(after.pixels()).isEqualTo(alone.pixels());
        assertThat(after.landmarks()).isEqualTo(alone.landmarks());
        assertThat(after.weights()).isEqualTo(alone.weights());
    }

    @Test
    void aHeldExpressionIsThereInFullFromEndToEndAndNothingElseIsShown() {
        ClipRenderer renderer = new ClipRenderer(PLAN, head);
        RenderedClip raised = renderer.renderHeld(9, Expression.SURPRISE, Map.of("browInnerUp", 1.0));
        RenderedClip calm = renderer.renderHeld(9, Expression.SURPRISE, Map.of());

        int brow = Movements.RECORDED.indexOf("browInnerUp");
        for (int frame = 0; frame < PLAN.frames(); frame++) {
            assertThat(raised.intensity()[frame]).isEqualTo(1);
            int at = frame * Movements.RECORDED.size();
            for (int movement = 0; movement < Movements.RECORDED.size(); movement++) {
                assertThat((double) raised.weights()[at + movement] - calm.weights()[at + movement])
                        .as(Movements.RECORDED.get(movement))
                        .isCloseTo(movement == brow ? 1 : 0, within(1e-6));
            }
        }
        assertThat(raised.person()).isEqualTo(calm.person());
        assertThat(raised.pixels()).isNotEqualTo(calm.pixels());
    }

    @Test
    void facesLieWhereTheTemplateSays() {
        ClipRenderer renderer = new ClipRenderer(PLAN, head);
        for (int number = 0; number < 14; number++) {
            RenderedClip clip = renderer.render(number);
            for (int frame = 0; frame < PLAN.frames(); frame++) {
                double eyes = mean(clip, frame, 36, 48, 0);
                double height = mean(clip, frame, 36, 48, 1);
                double mouth = mean(clip, frame, 48, 60, 1);
                // The template's eyes are at 19 of 64 and its mouth at 46.5, in the middle 64 of 76.
                assertThat(eyes / 38).isBetween(0.4, 0.6);
                assertThat(height / 38).isBetween(0.25, 0.4);
                assertThat(mouth / 38).isBetween(0.6, 0.75);
            }
        }
    }

    private static double mean(RenderedClip clip, int frame, int from, int to, int axis) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += clip.landmarks()[2 * (frame * FaceKit.LANDMARKS + i) + axis];
        }
        return sum / (to - from);
    }

    @Test
    void noTwoSplitsShareAPerson() {
        Set<Integer> people = new HashSet<>();
        for (SplitPlan.Split split : SplitPlan.Split.values()) {
            SplitPlan plan = new SplitPlan(5, split, 1000, 4, 16, 76);
            for (int clip = 0; clip < plan.clips(); clip += plan.clipsOfPerson()) {
                assertThat(people.add(plan.person(clip))).isTrue();
            }
        }
    }

    @Test
    void everyPersonOfSevenClipsShowsEveryExpression() {
        Set<Expression> shown = new HashSet<>();
        for (int clip = 7; clip < 14; clip++) {
            assertThat(PLAN.person(clip)).isEqualTo(PLAN.person(7));
            shown.add(PLAN.expression(clip));
        }
        assertThat(shown).containsExactlyInAnyOrder(Expression.values());
    }

    @Test
    void neutralHasNoExpressionButIdleMovement() {
        Movements movements = new Movements(head.kit());
        assertThat(ExpressionTable.draw(Expression.NEUTRAL, movements, RandomDraws.of(1, "draw")))
                .containsOnly(0);

        RenderedClip neutral = new ClipRenderer(PLAN, head).render(2);
        assertThat(neutral.expression()).isEqualTo(Expression.NEUTRAL);
        assertThat(neutral.intensity()).containsOnly(1);
        int smile = Movements.RECORDED.indexOf("mouthSmile");
        assertThat(neutral.weights()[smile]).isLessThan(0.35f);
    }

    @Test
    void smilesSmileAndSurpriseRaisesTheBrows() {
        Movements movements = new Movements(head.kit());
        for (int seed = 0; seed < 50; seed++) {
            float[] happy = ExpressionTable.draw(Expression.HAPPINESS, movements, RandomDraws.of(seed, "draw"));
            float[] surprised = ExpressionTable.draw(Expression.SURPRISE, movements, RandomDraws.of(seed, "draw"));
            assertThat(movements.get(happy, "mouthSmile")).isGreaterThan(0.2f);
            assertThat(movements.get(happy, "mouthFrown")).isZero();
            assertThat(movements.get(surprised, "browOuterUp")).isGreaterThan(0.25f);
            assertThat(movements.get(surprised, "mouthSmile")).isZero();
        }
    }

    @Test
    void anIntensityComesAndGoesWithinItsPeak() {
        for (int seed = 0; seed < 200; seed++) {
            IntensityCurve curve = IntensityCurve.draw(RandomDraws.of(seed, "curve"));
            double highest = 0;
            for (double time = 0; time <= 1; time += 1 / 64.0) {
                assertThat(curve.at(time)).isBetween(0.0, curve.peak());
                highest = Math.max(highest, curve.at(time));
            }
            assertThat(highest).as("it is seen at some time").isGreaterThan(0.85 * curve.peak());
        }
    }

    @Test
    void aClipBeyondThePlanIsRefused() {
        assertThatThrownBy(() -> new ClipRenderer(PLAN, head).render(28))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("clip: 28 (expected: 0 to 27)");
    }
}
