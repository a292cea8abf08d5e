package io.mien.faces.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.faces.RandomDraws;
import io.mien.faces.mesh.FaceKit;
import io.mien.faces.mesh.TinyHead;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class FaceRendererTest {
    private static final int SIZE = 64;
    private static final HeadPose STRAIGHT = new HeadPose(0, 0, 0, 60);
    private static final ScreenMap MAP = ScreenMap.of(2.5, 32, 32);

    private final FaceKit kit = TinyHead.kit();
    private final HeadGeometry head = new HeadGeometry(kit);
    private final FaceRenderer renderer = new FaceRenderer(head);
    private final Person person = Person.draw(head, RandomDraws.of(1, "person", 1));

    @Test
    void theNoseGoesWhereTheHeadTurns() {
        double straight = nose(STRAIGHT)[0];

        assertThat(nose(new HeadPose(30, 0, 0, 60))[0])
                .as("to the subject's left")
                .isGreaterThan(straight + 5);
        assertThat(nose(new HeadPose(0, 20, 0, 60))[1]).as("up").isLessThan(nose(STRAIGHT)[1] - 3);
    }

    @Test
    void aTiltTurnsTheLineThroughTheEyes() {
        renderer.pose(person, rest(), new HeadPose(0, 0, 20, 60));
        double[] points = renderer.fivePoints();

        double angle = StrictMath.toDegrees(StrictMath.atan2(points[3] - points[1], points[2] - points[0]));
        assertThat(angle).as("to the picture's right").isCloseTo(20, Offset.offset(1.0));
    }

    @Test
    void aSimilarityIsFoundAgainFromItsPoints() {
        ScreenMap map = new ScreenMap(1.2f, -0.7f, 5, -3);
        double[] from = {0, 0, 10, 1, -3, 8, 4, 4};
        double[] to = new double[from.length];
        for (int i = 0; i < from.length; i += 2) {
            to[i] = map.x((float) from[i], (float) from[i + 1]);
            to[i + 1] = map.y((float) from[i], (float) from[i + 1]);
        }

        ScreenMap found = ScreenMap.fit(from, to);

        assertThat(found.x(7, -2)).isCloseTo(map.x(7, -2), Offset.offset(1e-3f));
        assertThat(found.y(7, -2)).isCloseTo(map.y(7, -2), Offset.offset(1e-3f));
        assertThat(map.inverse().x(map.x(7, -2), map.y(7, -2))).isCloseTo(7, Offset.offset(1e-3f));
    }

    @Test
    void aMovementChangesThePictureWhereItIs() {
        byte[] neutral = picture(rest(), person);
        float[] raised = rest();
        raised[kit.movement("browInnerUp_L")] = 1;
        byte[] moved = picture(raised, person);

        assertThat(moved).isNotEqualTo(neutral);
        int lowestRow = 3 * SIZE * 50;
        assertThat(Arrays.copyOfRange(moved, lowestRow, moved.length))
                .as("the chin keeps still")
                .isEqualTo(Arrays.copyOfRange(neutral, lowestRow, neutral.length));
    }

    @Test
    void otherPeopleLookOtherwiseAndTheSameTheSame() {
        Person again = Person.draw(head, RandomDraws.of(1, "person", 1));
        Person other = Person.draw(head, RandomDraws.of(1, "person", 2));

        assertThat(picture(rest(), again)).isEqualTo(picture(rest(), person));
        assertThat(picture(rest(), other)).isNotEqualTo(picture(rest(), person));
    }

    @Test
    void tearsShineOnTheCheeksAndNowhereElse() {
        byte[] dry = picture(rest(), person);
        renderer.pose(person, rest(), STRAIGHT, 1);
        byte[] wet = drawn(person);

        int brighter = 0;
        for (int i = 0; i < dry.length; i++) {
            assertThat(wet[i] & 0xff).isGreaterThanOrEqualTo(dry[i] & 0xff);
            brighter += (wet[i] & 0xff) > (dry[i] & 0xff) ? 1 : 0;
        }
        assertThat(brighter).isPositive();
    }

    private double[] nose(HeadPose pose) {
        renderer.pose(person, rest(), pose);
        float[] landmarks = new float[2 * FaceKit.LANDMARKS];
        renderer.landmarks(MAP, landmarks);
        return new double[] {landmarks[60], landmarks[61]};
    }

    private byte[] picture(float[] weights, Person shown) {
        renderer.pose(shown, weights, STRAIGHT);
        return drawn(shown);
    }

    private byte[] drawn(Person shown) {
        Canvas canvas = new Canvas(SIZE, SIZE);
        byte[] picture = new byte[3 * SIZE * SIZE];
        canvas.clear();
        renderer.draw(canvas, shown, Lighting.ofRoom(), 1, MAP);
        canvas.finish(new Exposure(1), Background.wall(90, 90, 90).seenThrough(MAP.inverse(), 1), picture);
        return picture;
    }

    private float[] rest() {
        return new float[kit.movements().size()];
    }
}
