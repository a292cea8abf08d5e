package io.mien.training.rendered;

import io.mien.evaluation.ClipList;
import io.mien.evaluation.ClipPictures;
import io.mien.evaluation.ListedClip;
import io.mien.pictures.RgbImage;
import io.mien.training.published.ListedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Listed clips that are in no files: dark, bright or noise, by their label. No cut, turn or other light changes which; so much
 * can be learned from a handful.
 */
public final class FlatClips {
    public static final int CLASSES = 3;
    private static final int SIDE = 24;

    private FlatClips() {}

    /** Clips of four to nine frames, of the labels in turn. */
    public static ClipList list(String name, int clips) {
        List<ListedClip> listed = new ArrayList<>();
        for (int clip = 0; clip < clips; clip++) {
            String path = name + "/s" + clip / CLASSES + "/" + clip;
            listed.add(new ListedClip(path, Path.of(path), 4 + clip % 6, clip % CLASSES));
        }
        return new ClipList(Path.of(name + ".txt"), listed);
    }

    public static ListedData data(int training, int validation) {
        return new ListedData(
                list("train", training),
                validation == 0 ? Optional.empty() : Optional.of(list("other", validation)),
                List.of(),
                new TreeMap<>());
    }

    public static ClipPictures pictures() {
        return FlatClips::read;
    }

    private static Map<Integer, RgbImage> read(Path place, SortedSet<Integer> numbers) {
        Map<Integer, RgbImage> frames = new HashMap<>();
        int clip = Integer.parseInt(place.getFileName().toString());
        for (int number : numbers) {
            frames.put(number, frame(clip, number));
        }
        return frames;
    }

    private static RgbImage frame(int clip, int number) {
        SplittableRandom random = new SplittableRandom(31L * clip + number);
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            int value = switch (clip % CLASSES) {
                case 0 -> 40;
                case 1 -> 190;
                default -> 255 * random.nextInt(2);
            };
            for (int channel = 0; channel < 3; channel++) {
                pixels[3 * pixel + channel] = (byte) Math.min(255, value + random.nextInt(20));
            }
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }
}
