package io.mien.faces.clips;

import io.mien.faces.RandomDraws;
import io.mien.faces.render.HeadPose;
import io.mien.faces.render.Person;
import java.util.ArrayList;
import java.util.List;

/**
 * A person in a feed: what they show when, where they are, and the small movements of people who sit before a camera.
 */
final class Actor {
    private static final double ONSET_SECONDS = 0.5;
    private static final double OFFSET_SECONDS = 0.7;
    private static final double STRENGTH = 0.95;
    private static final double DISTANCE = 65;
    private static final double BLINK_SECONDS = 0.07;

    private final Person person;
    private final Movements movements;
    private final RestingFace resting;
    private final List<FeedScript.Turn> turns;
    private final List<float[]> shown = new ArrayList<>();
    private final List<Double> blinks = new ArrayList<>();
    private final FeedScript.Role role;
    private final double phase;

    Actor(FeedScript.Role role, Person person, Movements movements, RandomDraws draws, double seconds) {
        this.role = role;
        this.person = person;
        this.movements = movements;
        this.resting = new RestingFace(movements, person.traits());
        this.turns = role.turns();
        for (FeedScript.Turn turn : turns) {
            shown.add(ExpressionTable.draw(turn.expression(), movements, draws));
        }
        for (double time = draws.uniform(0.5, 2); time < seconds; time += draws.uniform(2, 4.5)) {
            blinks.add(time);
        }
        this.phase = draws.uniform(0, 2 * Math.PI);
    }

    Person person() {
        return person;
    }

    /** How far to the right of their place they are, in widths of the picture. */
    double aside(double time) {
        return role.walk().map(walk -> walk.aside(time)).orElse(0.0);
    }

    FeedScript.Role role() {
        return role;
    }

    HeadPose pose(double time) {
        return new HeadPose(
                role.yaw() + 4 * StrictMath.sin(phase + 0.7 * time),
                -1 + 2 * StrictMath.sin(phase + 1 + 0.9 * time),
                2 * StrictMath.sin(phase + 2 + 0.5 * time),
                DISTANCE);
    }

    float[] weights(double time) {
        float[] weights = movements.none();
        for (int i = 0; i < turns.size(); i++) {
            FeedScript.Turn turn = turns.get(i);
            double come = IntensityCurve.smooth((time - turn.from()) / ONSET_SECONDS);
            double gone = IntensityCurve.smooth((time - turn.to() + OFFSET_SECONDS) / OFFSET_SECONDS);
            double strength = STRENGTH * come * (1 - gone);
            if (strength > 0) {
                float[] full = shown.get(i);
                for (int j = 0; j < weights.length; j++) {
                    weights[j] += (float) (strength * full[j]);
                }
            }
        }
        resting.look(
                weights,
                0.08 * StrictMath.sin(phase + 0.8 * time) - 0.01 * role.yaw(),
                0.06 * StrictMath.sin(phase + 1.1 * time));
        double blink = 0;
        for (double at : blinks) {
            double distance = (time - at) / BLINK_SECONDS;
            blink = Math.max(blink, StrictMath.exp(-0.5 * distance * distance));
        }
        resting.closeEyes(weights, 0, 0, blink);
        return weights;
    }
}
