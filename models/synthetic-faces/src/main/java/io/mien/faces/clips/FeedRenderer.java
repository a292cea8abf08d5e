package io.mien.faces.clips;

import io.mien.faces.RandomDraws;
import io.mien.faces.render.Background;
import io.mien.faces.render.Canvas;
import io.mien.faces.render.Colour;
import io.mien.faces.render.Exposure;
import io.mien.faces.render.FaceRenderer;
import io.mien.faces.render.HeadGeometry;
import io.mien.faces.render.Lighting;
import io.mien.faces.render.Person;
import io.mien.faces.render.ScreenMap;
import io.mien.faces.render.Strokes;
import java.util.ArrayList;
import java.util.List;

/** Renders a feed's pictures: whole camera frames with heads and shoulders before a wall. Used by one thread at a time. */
public final class FeedRenderer {
    /** Of the pictures, pixels. */
    public static final int WIDTH = 640;

    /** Of the pictures, pixels. */
    public static final int HEIGHT = 360;

    public static final double FRAMES_PER_SECOND = 15;

    private static final double PIXELS_PER_UNIT = 8.2;
    private static final double MIDDLE_OF_HEADS = 0.46;
    private static final double BRIGHTNESS = 0.62;
    private static final double BEFORE_NECK = 9;

    private final FeedScript script;
    private final FaceRenderer renderer;
    private final Canvas canvas = new Canvas(WIDTH, HEIGHT);
    private final Background background;
    private final Exposure exposure = new Exposure(1.1);
    private final Lighting lighting = Lighting.ofRoom();
    private final List<Actor> actors = new ArrayList<>();
    private final List<Float> gains = new ArrayList<>();

    /** @param seed of everybody in it */
    public FeedRenderer(FeedScript script, HeadGeometry head, long seed) {
        this.script = script;
        this.renderer = new FaceRenderer(head);
        this.background = Background.wall(
                script.wall().get(0), script.wall().get(1), script.wall().get(2));
        Movements movements = new Movements(head.kit());
        for (FeedScript.Role role : script.roles()) {
            Person person = Person.draw(head, RandomDraws.of(seed, "person", role.person()));
            RandomDraws draws = RandomDraws.of(seed, "actor", role.person());
            Actor actor = new Actor(role, person, movements, draws, script.seconds());
            actors.add(actor);
            gains.add(gain(actor));
        }
    }

    private float gain(Actor actor) {
        canvas.clear();
        renderer.pose(actor.person(), actor.weights(0), actor.pose(0));
        // Close up: the face fills the picture's middle.
        double[] middle = renderer.middle();
        double scale = HEIGHT / 14.0;
        renderer.draw(
                canvas,
                actor.person(),
                lighting,
                1,
                ScreenMap.of(scale, WIDTH / 2.0 - scale * middle[0], HEIGHT / 2.0 - scale * middle[1]));
        double lightness = 0.5 + 0.7 * actor.person().traits().lightness();
        return (float) (BRIGHTNESS * lightness / canvas.meanLightOfMiddle());
    }

    /** How many pictures it has. */
    public int frames() {
        return (int) Math.round(script.seconds() * FRAMES_PER_SECOND);
    }

    /**
     * Renders one.
     *
     * @param picture {@code [HEIGHT, WIDTH, 3] uint8}, overwritten
     */
    public void render(int frame, byte[] picture) {
        double time = frame / FRAMES_PER_SECOND;
        canvas.clear();
        for (int i = 0; i < actors.size(); i++) {
            draw(actors.get(i), gains.get(i), time);
        }
        ScreenMap toPattern = ScreenMap.of(127.0 / HEIGHT, 0, 0);
        canvas.finish(exposure, background.seenThrough(toPattern, 1), picture);
    }

    private void draw(Actor actor, float gain, double time) {
        double left = (actor.role().place() + actor.aside(time)) * WIDTH;
        if (left > WIDTH * 1.4) {
            return;
        }
        renderer.pose(actor.person(), actor.weights(time), actor.pose(time));
        ScreenMap map = ScreenMap.of(PIXELS_PER_UNIT, left, HEIGHT * MIDDLE_OF_HEADS);
        renderer.draw(canvas, actor.person(), lighting, gain, map);
        Strokes.draw(
                canvas, shoulders(actor.role()), 0, 0, actor.pose(time).distance() - BEFORE_NECK, lighting, 1, map);
    }

    private static List<Strokes.Stroke> shoulders(FeedScript.Role role) {
        Colour clothes = Colour.of(
                role.clothes().get(0) / 255.0,
                role.clothes().get(1) / 255.0,
                role.clothes().get(2) / 255.0);
        return List.of(
                new Strokes.Stroke(-13.5, 19.5, -7.5, 16.2, 6, 4.6, clothes),
                new Strokes.Stroke(7.5, 16.2, 13.5, 19.5, 4.6, 6, clothes),
                new Strokes.Stroke(-9, 26.3, 9, 26.3, 13, 13, clothes));
    }
}
