package io.mien.bench;

import io.mien.pictures.FaceBox;
import io.mien.pictures.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A made-up feed of which it is known who is where.
 *
 * @param kind of difficulty
 * @param name unique
 * @param frameRate pictures a second
 * @param seconds it takes
 * @param stage what is shown at a time, from the back to the front
 */
record StagedScene(String kind, String name, double frameRate, double seconds, DoubleFunction<List<Layer>> stage) {
    static final int WIDTH = 640;
    static final int HEIGHT = 360;
    private static final int WALL = 120;

    /** Who is covered by more than this, or faded by more, is not there. */
    private static final double LEAST_VISIBLE = 0.5;

    /**
     * A part of an actor's picture on the stage.
     *
     * @param actor who
     * @param at seconds of the actor's clip
     * @param source the part of the actor's picture
     * @param target where it is shown
     * @param opacity 0 to 1
     * @param brightness 1 as filmed
     */
    record Layer(FilmedPerson actor, double at, FaceBox source, FaceBox target, double opacity, double brightness) {}

    /** Where a person's face is. */
    record Truth(String person, FaceBox face) {}

    int frames() {
        return (int) Math.round(seconds * frameRate);
    }

    /** The picture, {@code [360, 640, 3] uint8}. */
    RgbImage paint(int frame) {
        byte[] pixels = new byte[3 * WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (WALL + i / 3 % WIDTH / 32);
        }
        for (Layer layer : stage.apply(frame / frameRate)) {
            paint(layer, pixels);
        }
        return new RgbImage(WIDTH, HEIGHT, pixels);
    }

    private static void paint(Layer layer, byte[] pixels) {
        RgbImage image = layer.actor().frames().get(layer.actor().frameAt(layer.at()));
        FaceBox target = layer.target();
        FaceBox source = layer.source();
        int left = Math.max(0, Math.round(target.x()));
        int right = Math.min(WIDTH, Math.round(target.x() + target.width()));
        int top = Math.max(0, Math.round(target.y()));
        int bottom = Math.min(HEIGHT, Math.round(target.y() + target.height()));
        for (int y = top; y < bottom; y++) {
            double sourceY = source.y() + (y + 0.5 - target.y()) / target.height() * source.height() - 0.5;
            for (int x = left; x < right; x++) {
                double sourceX = source.x() + (x + 0.5 - target.x()) / target.width() * source.width() - 0.5;
                for (int channel = 0; channel < 3; channel++) {
                    int place = 3 * (y * WIDTH + x) + channel;
                    double value = Math.min(255, layer.brightness() * sample(image, sourceX, sourceY, channel));
                    pixels[place] =
                            (byte) Math.round(layer.opacity() * value + (1 - layer.opacity()) * (pixels[place] & 0xff));
                }
            }
        }
    }

    private static double sample(RgbImage image, double x, double y, int channel) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double lower = y - top;
        return (1 - lower) * ((1 - right) * at(image, left, top, channel) + right * at(image, left + 1, top, channel))
                + lower
                        * ((1 - right) * at(image, left, top + 1, channel)
                                + right * at(image, left + 1, top + 1, channel));
    }

    private static int at(RgbImage image, int x, int y, int channel) {
        int column = Math.max(0, Math.min(image.width() - 1, x));
        int row = Math.max(0, Math.min(image.height() - 1, y));
        return image.pixels()[3 * (row * image.width() + column) + channel] & 0xff;
    }

    /** Who is to be seen, and where. */
    List<Truth> truth(int frame) {
        List<Layer> layers = stage.apply(frame / frameRate);
        List<Truth> truths = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            FaceBox face = layer.actor().faces().get(layer.actor().frameAt(layer.at()));
            if (face == null) {
                continue;
            }
            FaceBox shown = onStage(layer, face);
            double visible = layer.opacity() * inside(shown);
            for (Layer front : layers.subList(i + 1, layers.size())) {
                visible *= 1 - front.opacity() * covered(shown, front.target());
            }
            if (visible > LEAST_VISIBLE) {
                truths.add(new Truth(layer.actor().name(), shown));
            }
        }
        return truths;
    }

    static FaceBox onStage(Layer layer, FaceBox face) {
        float scaleX = layer.target().width() / layer.source().width();
        float scaleY = layer.target().height() / layer.source().height();
        return new FaceBox(
                layer.target().x() + (face.x() - layer.source().x()) * scaleX,
                layer.target().y() + (face.y() - layer.source().y()) * scaleY,
                face.width() * scaleX,
                face.height() * scaleY);
    }

    private static double inside(FaceBox box) {
        return covered(box, new FaceBox(0, 0, WIDTH, HEIGHT));
    }

    private static double covered(FaceBox box, FaceBox other) {
        double width = Math.min(box.x() + box.width(), other.x() + other.width()) - Math.max(box.x(), other.x());
        double height = Math.min(box.y() + box.height(), other.y() + other.height()) - Math.max(box.y(), other.y());
        return Math.max(0, width) * Math.max(0, height) / (box.width() * box.height());
    }
}
