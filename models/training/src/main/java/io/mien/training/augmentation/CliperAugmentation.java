package io.mien.training.augmentation;

import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.Resampling;
import io.mien.pictures.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Changes training pictures as CLIPER's released code does: CLIP's own preparation, then brightness and hue in random
 * order, the mirror image half of the time, and a part of the picture of 15 to 100 % of its area, resized. The released
 * code does this after the normalisation; here it is done before, since the normalisation is part of the network.
 *
 * @param preprocessing CLIP's
 */
public record CliperAugmentation(PreprocessingProfile preprocessing) implements ClipAugmentation {
    private static final double BRIGHTNESS = 0.4;
    private static final double HUE = 0.3;

    @Override
    public List<byte[]> apply(List<RgbImage> frames, SplittableRandom random) {
        double factor = random.nextDouble(1 - BRIGHTNESS, 1 + BRIGHTNESS);
        double hue = random.nextDouble(-HUE, HUE);
        boolean hueFirst = random.nextBoolean();
        boolean mirrored = random.nextBoolean();
        int size = preprocessing.size();
        CropDraw crop = CropDraw.cliper(size, size, random);
        List<byte[]> changed = new ArrayList<>();
        for (RgbImage frame : frames) {
            RgbImage picture = new RgbImage(size, size, preprocessing.prepare(frame, null, null));
            picture = hueFirst
                    ? PictureChanges.brighter(PictureChanges.hueShifted(picture, hue), factor)
                    : PictureChanges.hueShifted(PictureChanges.brighter(picture, factor), hue);
            byte[] cut = crop.apply(picture, size, Resampling.BILINEAR);
            changed.add(mirrored ? PictureChanges.mirrored(cut, size) : cut);
        }
        return changed;
    }
}
