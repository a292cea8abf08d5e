package io.mien.cli;

import io.mien.pictures.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Lists of tiny clips, as folders of pictures: dark, bright or noise, by their label. */
public final class ListedPictures {
    public static final String LABELS = """
            name: kinds
            labels:
              - name: dark
                description: a dark picture
              - name: bright
                description: a bright picture
              - name: noise
                description: a picture of noise
            """;
    private static final int SIDE = 20;

    private ListedPictures() {}

    /** Writes clips of the labels in turn, three of each subject, below {@code folder/name}; the list says where they are. */
    public static Path write(Path folder, String name, int clips) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int clip = 0; clip < clips; clip++) {
            String path = name + "/s" + clip / 3 + "/clip" + clip;
            Path place = Files.createDirectories(folder.resolve(path));
            int frames = 3 + clip % 3;
            for (int frame = 0; frame < frames; frame++) {
                DrawnPictures.png(place.resolve(frame + ".png"), picture(clip, frame));
            }
            lines.add(path + " " + frames + " " + clip % 3);
        }
        return Files.write(folder.resolve(name + ".txt"), lines);
    }

    private static RgbImage picture(int clip, int frame) {
        SplittableRandom random = new SplittableRandom(100L * clip + frame);
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int value = switch (clip % 3) {
                case 0 -> 40;
                case 1 -> 190;
                default -> 235 * random.nextInt(2);
            };
            pixels[i] = (byte) (value + random.nextInt(20));
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }
}
