package io.mien.bench;

import io.mien.bench.StagedScene.Layer;
import io.mien.pictures.FaceBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/** The scenes of the tracking benchmark: what a call's recording, a talk show and a camera on the wall do to faces. */
final class TrackingScenes {
    private static final float WIDTH = StagedScene.WIDTH;
    private static final float HEIGHT = StagedScene.HEIGHT;
    private static final FaceBox STAGE = new FaceBox(0, 0, WIDTH, HEIGHT);
    /** Of a portrait, in heights of the picture. */
    private static final float FACE_HEIGHT = 0.45f;

    private static final int SECONDS = 8;
    private static final int KEPT_ASIDE_OF_A_KIND = 4;
    private static final double[] RATES = {8, 10, 12, 15, 20, 24, 25, 30};

    private final List<FilmedPerson> actors;
    private final List<StagedScene> scenes = new ArrayList<>();

    private TrackingScenes(List<FilmedPerson> actors) {
        this.actors = actors;
    }

    /** Those that the tracker's limits were set on; each pair of actors is two people. */
    static List<StagedScene> of(List<FilmedPerson> actors) {
        TrackingScenes scenes = new TrackingScenes(actors);
        scenes.cuts();
        scenes.galleries();
        scenes.speakers();
        scenes.crossings();
        scenes.coverings();
        scenes.returns();
        scenes.fades();
        scenes.calm();
        return List.copyOf(scenes.scenes);
    }

    /** Others of the same kinds, whose people, rates and speeds are drawn by lot. */
    static List<StagedScene> keptAside(List<FilmedPerson> actors, long seed) {
        TrackingScenes scenes = new TrackingScenes(actors);
        Random lot = new Random(seed);
        for (int i = 0; i < KEPT_ASIDE_OF_A_KIND; i++) {
            scenes.cut(rate(lot), lot.nextInt(9), 1.2 + 3 * lot.nextDouble());
            scenes.gallery(rate(lot), lot.nextInt(9), 2 + lot.nextInt(8), 1 + 2 * lot.nextDouble());
            scenes.speaker(rate(lot), lot.nextInt(9), lot.nextBoolean(), 0.8 + 2.5 * lot.nextDouble());
            scenes.crossing(rate(lot), lot.nextInt(9), 0.35f + 0.2f * lot.nextFloat(), 0.35f + 0.2f * lot.nextFloat());
            scenes.covered(rate(lot), lot.nextInt(9), 0.2 + 0.5 * lot.nextDouble());
            scenes.returning(rate(lot), lot.nextInt(9), lot.nextBoolean(), 1 + 3 * lot.nextDouble());
            scenes.fade(rate(lot), lot.nextInt(9), 0.4 + lot.nextDouble(), 2 + 4 * lot.nextDouble());
            scenes.pan(rate(lot), lot.nextInt(9), 0.05f + 0.15f * lot.nextFloat(), 0.08 * lot.nextDouble());
        }
        return List.copyOf(scenes.scenes);
    }

    private static double rate(Random lot) {
        return RATES[lot.nextInt(RATES.length)];
    }

    private FilmedPerson actor(int number) {
        return actors.get(number % actors.size());
    }

    private void add(String kind, double frameRate, DoubleFunction<List<Layer>> stage) {
        scenes.add(new StagedScene(kind, kind + "-" + (scenes.size() + 1), frameRate, SECONDS, stage));
    }

    /** One person after the other, each face in the same place. */
    private void cuts() {
        double[] rates = {24, 30, 8, 12, 15, 24, 30, 10};
        for (int i = 0; i < rates.length; i++) {
            cut(rates[i], i, i % 2 == 0 ? 4 : 1.6);
        }
    }

    private void cut(double rate, int first, double shot) {
        add("cut", rate, time -> List.of(portrait(actor(first + (int) (time / shot)), time, STAGE)));
    }

    /** Tiles of a call; every two seconds two change places. */
    private void galleries() {
        int[] tiles = {2, 4, 4, 6, 9, 9};
        double[] rates = {24, 8, 30, 15, 24, 12};
        for (int i = 0; i < tiles.length; i++) {
            gallery(rates[i], i, tiles[i], 2);
        }
    }

    private void gallery(double rate, int first, int count, double every) {
        add("gallery", rate, time -> {
            int swaps = (int) (time / every);
            List<Layer> layers = new ArrayList<>();
            for (int place = 0; place < count; place++) {
                layers.add(portrait(actor(first + seated(place, count, swaps)), time, tile(place, count)));
            }
            return layers;
        });
    }

    private static int seated(int place, int count, int swaps) {
        int[] seats = IntStream.range(0, count).toArray();
        for (int swap = 0; swap < swaps; swap++) {
            int one = swap % count;
            int other = (swap + 1 + swap / 2) % count;
            int held = seats[one];
            seats[one] = seats[other];
            seats[other] = held;
        }
        return seats[place];
    }

    private static FaceBox tile(int place, int count) {
        int columns = (int) Math.ceil(Math.sqrt(count));
        int rows = (count + columns - 1) / columns;
        float width = WIDTH / columns;
        float height = HEIGHT / rows;
        int row = place / columns;
        return new FaceBox(place % columns * width, row * height, width, height);
    }

    /** Who speaks fills the picture; in half of the scenes the others sit in small tiles below. */
    private void speakers() {
        double[] rates = {15, 24, 8, 30, 12};
        for (int i = 0; i < rates.length; i++) {
            speaker(rates[i], i, i % 2 == 1, 0.9 + 0.5 * i);
        }
    }

    private void speaker(double rate, int first, boolean tiles, double turn) {
        add("speaker", rate, time -> {
            int speaking = (int) (time / turn) % 3;
            FaceBox large = tiles ? new FaceBox(0, 0, WIDTH, HEIGHT * 0.7f) : STAGE;
            List<Layer> layers = new ArrayList<>();
            layers.add(portrait(actor(first + speaking), time, large));
            for (int other = 0; tiles && other < 2; other++) {
                int who = first + (speaking + 1 + other) % 3;
                layers.add(portrait(
                        actor(who), time, new FaceBox(other * WIDTH / 2, HEIGHT * 0.7f, WIDTH / 2, HEIGHT * 0.3f)));
            }
            return layers;
        });
    }

    /** Two people walk past each other, one in front. */
    private void crossings() {
        double[] rates = {12, 24, 30, 8};
        for (int i = 0; i < rates.length; i++) {
            crossing(rates[i], i, 0.5f, 0.55f);
        }
    }

    private void crossing(double rate, int first, float behind, float before) {
        add(
                "crossing",
                rate,
                time -> List.of(
                        cutout(actor(first), time, (float) (0.1 + 0.8 * time / SECONDS), behind),
                        cutout(actor(first + 1), time, (float) (0.9 - 0.8 * time / SECONDS), before)));
    }

    /** Somebody else's shoulder, without a face, passes in front. */
    private void coverings() {
        double[] rates = {24, 15, 8, 30};
        for (int i = 0; i < rates.length; i++) {
            covered(rates[i], i, 0.25 + 0.12 * i);
        }
    }

    private void covered(double rate, int first, double speed) {
        add(
                "covered",
                rate,
                time -> List.of(
                        portrait(actor(first), time, STAGE), board(actor(first + 1), (float) (-0.4 + speed * time))));
    }

    /** Somebody goes, and comes back; or somebody else comes. */
    private void returns() {
        double[] rates = {24, 15, 30, 12};
        for (int i = 0; i < rates.length; i++) {
            returning(rates[i], i, i % 2 == 1, 2);
        }
    }

    private void returning(double rate, int first, boolean another, double away) {
        add("return", rate, time -> {
            double gone = smooth((time - 2) / 0.8);
            double back = smooth((time - 2 - away) / 0.8);
            FilmedPerson who = actor(first + (another && time > 1.5 + away ? 1 : 0));
            return List.of(
                    cutout(who, time, (float) (0.5 + 0.9 * gone * (1 - back)), 0.5f),
                    cutout(actor(first + 2), time, 0.15f, 0.5f));
        });
    }

    /** One person turns slowly into another. */
    private void fades() {
        double[] rates = {24, 12, 30, 15};
        double[] lengths = {1, 0.6, 0.8, 1.2};
        for (int i = 0; i < rates.length; i++) {
            fade(rates[i], i, lengths[i], 4);
        }
    }

    private void fade(double rate, int first, double length, double from) {
        add(
                "fade",
                rate,
                time -> List.of(
                        portrait(actor(first), time, STAGE),
                        shown(
                                portrait(actor(first + 1), time, STAGE),
                                Math.max(0, Math.min(1, (time - from) / length)),
                                1)));
    }

    /** Nobody changes: a pan, a zoom, lights that go on, a face that turns. */
    private void calm() {
        add("calm", 24, time -> List.of(portrait(actor(0), time, STAGE)));
        add("calm", 8, time -> List.of(portrait(actor(2), time, STAGE)));
        add("calm", 15, time -> List.of(portrait(actor(1), time, moved((float) Math.sin(time) * 0.15f, 1))));
        add("calm", 24, time -> List.of(portrait(actor(4), time, moved(0, (float) (1 + 0.06 * time)))));
        add(
                "calm",
                30,
                time -> List.of(
                        shown(portrait(actor(5), time, STAGE), 1, time > 3 && time < 3.1 ? 2 : time > 5 ? 0.6 : 1)));
    }

    private void pan(double rate, int first, float aside, double zoom) {
        add(
                "calm",
                rate,
                time -> List.of(portrait(
                        actor(first), time, moved((float) Math.sin(time) * aside, (float) (1 + zoom * time)))));
    }

    private static FaceBox moved(float aside, float scale) {
        return new FaceBox(
                WIDTH * (0.5f + aside - scale / 2), HEIGHT * (0.5f - scale / 2), WIDTH * scale, HEIGHT * scale);
    }

    private static Layer shown(Layer layer, double opacity, double brightness) {
        return new Layer(layer.actor(), layer.at(), layer.source(), layer.target(), opacity, brightness);
    }

    /** The actor's picture in a tile, cut so that the face lies in the same place of it, whoever it is. */
    private static Layer portrait(FilmedPerson actor, double time, FaceBox tile) {
        FaceBox face = actor.firstFace();
        float height = face.height() / FACE_HEIGHT;
        float width = height * tile.width() / tile.height();
        FaceBox source = new FaceBox(
                face.x() + face.width() / 2 - width / 2, face.y() + face.height() / 2 - height * 0.48f, width, height);
        return new Layer(actor, time, source, tile, 1, 1);
    }

    /** Head and shoulders alone, at a place of the stage. */
    private static Layer cutout(FilmedPerson actor, double time, float x, float faceHeight) {
        FaceBox face = actor.firstFace();
        float scale = faceHeight * HEIGHT / 1.2f / face.height();
        FaceBox source = new FaceBox(
                face.x() - face.width() * 0.3f,
                face.y() - face.height() * 0.3f,
                face.width() * 1.6f,
                face.height() * 1.8f);
        FaceBox target = new FaceBox(
                x * WIDTH - source.width() * scale / 2,
                HEIGHT * 0.25f,
                source.width() * scale,
                source.height() * scale);
        return new Layer(actor, time, source, target, 1, 1);
    }

    /** A few pixels of somebody's clothes, enlarged. */
    private static Layer board(FilmedPerson actor, float x) {
        float height = actor.frames().get(0).height();
        return new Layer(
                actor, 0, new FaceBox(2, height - 12, 8, 8), new FaceBox(x * WIDTH, 0, WIDTH * 0.35f, HEIGHT), 1, 1);
    }

    private static double smooth(double share) {
        double clamped = Math.max(0, Math.min(1, share));
        return clamped * clamped * (3 - 2 * clamped);
    }
}
