package io.mien.faces.clips;

import io.mien.faces.RandomDraws;
import io.mien.faces.mesh.FaceKit;
import io.mien.faces.render.Background;
import io.mien.faces.render.Canvas;
import io.mien.faces.render.Exposure;
import io.mien.faces.render.FaceRenderer;
import io.mien.faces.render.HeadGeometry;
import io.mien.faces.render.Lighting;
import io.mien.faces.render.Person;
import io.mien.faces.render.ScreenMap;
import io.mien.faces.render.Strokes;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renders the clips of a split, each from its own seed: clip 17 is the same wherever and after whatever else it is
 * rendered. Used by one thread at a time; the head's geometry can be shared.
 */
public final class ClipRenderer {
    private final SplitPlan plan;
    private final HeadGeometry head;
    private final Movements movements;
    private final FaceRenderer renderer;
    private final Canvas canvas;
    private final AlignedSquare square;
    private final byte[] picture;
    private final byte[] scratch;
    private int personNumber = -1;
    private @Nullable Person person;

    public ClipRenderer(SplitPlan plan, HeadGeometry head) {
        this.plan = plan;
        this.head = head;
        this.movements = new Movements(head.kit());
        this.renderer = new FaceRenderer(head);
        this.canvas = new Canvas(plan.size(), plan.size());
        this.square = AlignedSquare.inFrame(plan.size());
        this.picture = new byte[3 * plan.size() * plan.size()];
        this.scratch = new byte[picture.length];
    }

    /** Renders one. */
    public RenderedClip render(int number) {
        if (number < 0 || number >= plan.clips()) {
            throw new IllegalArgumentException("clip: " + number + " (expected: 0 to " + (plan.clips() - 1) + ")");
        }
        Person shown = person(plan.person(number));
        return render(
                number,
                shown,
                new Performance(movements, shown.traits(), plan.expression(number), performanceDraws(number)));
    }

    /**
     * Renders the person, light and camera of one clip with another expression, held from end to end.
     *
     * @param expression as it is to be labelled
     * @param weights of movements by their names without a side; none of the others takes part
     */
    public RenderedClip renderHeld(int number, Expression expression, Map<String, Double> weights) {
        Person shown = person(plan.person(number));
        float[] all = movements.none();
        weights.forEach((movement, weight) -> movements.add(all, movement, weight));
        return render(
                number, shown, Performance.held(movements, shown.traits(), expression, all, performanceDraws(number)));
    }

    private RandomDraws performanceDraws(int number) {
        return RandomDraws.of(plan.seed(), "performance", plan.split().firstPerson(), number);
    }

    private RenderedClip render(int number, Person shown, Performance performance) {
        long split = plan.split().firstPerson();
        RandomDraws scene = RandomDraws.of(plan.seed(), "scene", split, number);
        Shot shot = Shot.draw(scene, shown);
        RenderedClip clip =
                new RenderedClip(number, plan.person(number), performance.expression(), plan.frames(), plan.size());
        RandomDraws noise = RandomDraws.of(plan.seed(), "noise", split, number);
        float gain = 0;
        float[] landmarks = new float[FaceKit.LANDMARKS * 2];
        for (int frame = 0; frame < plan.frames(); frame++) {
            double time = plan.frames() == 1 ? 0.5 : (double) frame / (plan.frames() - 1);
            float[] weights = performance.weights(time);
            renderer.pose(shown, weights, performance.pose(time), performance.tears());
            ScreenMap map = square.align(renderer);
            if (frame == 0) {
                gain = gain(shown, shot, map);
            }
            draw(shown, shot, gain, map, performance, time);
            int at = frame * picture.length;
            System.arraycopy(picture, 0, clip.pixels(), at, picture.length);
            shot.effects().apply(clip.pixels(), at, plan.size(), scratch, noise);
            clip.intensity()[frame] = (float) performance.intensity(time);
            movements.record(weights, clip.weights(), frame * Movements.RECORDED.size());
            renderer.landmarks(map, landmarks);
            System.arraycopy(landmarks, 0, clip.landmarks(), frame * landmarks.length, landmarks.length);
        }
        return clip;
    }

    private Person person(int number) {
        Person known = person;
        if (known == null || number != personNumber) {
            known = Person.draw(head, RandomDraws.of(plan.seed(), "person", number));
            person = known;
            personNumber = number;
        }
        return known;
    }

    /** Finds the exposure as a camera does: by the face in the picture's middle. */
    private float gain(Person shown, Shot shot, ScreenMap map) {
        canvas.clear();
        renderer.draw(canvas, shown, shot.lighting(), 1, map);
        float light = canvas.meanLightOfMiddle();
        return light > 0 ? (float) (shot.brightness() / light) : 1;
    }

    private void draw(Person shown, Shot shot, float gain, ScreenMap map, Performance performance, double time) {
        canvas.clear();
        renderer.draw(canvas, shown, shot.lighting(), gain, map);
        if (shot.obstacle().isPresent()) {
            Obstacle obstacle = shot.obstacle().get();
            double[] middle = renderer.middle();
            double away = obstacle.distance(time);
            double distance = Math.max(10, performance.pose(time).distance() - 16);
            Strokes.draw(
                    canvas,
                    obstacle.strokes(),
                    middle[0] + away * obstacle.directionX(),
                    middle[1] + away * obstacle.directionY(),
                    distance,
                    shot.lighting(),
                    gain,
                    map);
        }
        canvas.finish(shot.exposure(), shot.background().seenThrough(map.inverse(), shot.backgroundScale()), picture);
    }

    /** The camera, light and background of a clip. */
    private record Shot(
            Lighting lighting,
            Background background,
            double backgroundScale,
            Exposure exposure,
            double brightness,
            Optional<Obstacle> obstacle,
            CameraEffects effects) {
        static Shot draw(RandomDraws draws, Person person) {
            return new Shot(
                    Lighting.draw(draws),
                    Background.draw(draws),
                    draws.uniform(1, 5),
                    new Exposure(draws.uniform(0.9, 1.35)),
                    draws.uniform(0.28, 0.56) * (0.5 + 0.7 * person.traits().lightness()),
                    Obstacle.draw(draws, person.traits().skin()),
                    CameraEffects.draw(draws));
        }
    }
}
