package io.mien.training.augmentation;

import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.Resampling;
import io.mien.pictures.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Changes training clips as DFER-CLIP's published code does: brightness or a turn, which depends on the data set, then
 * a part of the picture of 8 to 100 % of its area, resized, then the mirror image half of the time.
 *
 * @param kind which data set's
 * @param preprocessing for pictures that stay as they are
 */
public record DferClipAugmentation(Augmentation kind, PreprocessingProfile preprocessing) implements ClipAugmentation {
    private static final double BRIGHTNESS = 0.5;
    private static final double DEGREES = 4;

    @Override
    public List<byte[]> apply(List<RgbImage> frames, SplittableRandom random) {
        UnaryOperator<RgbImage> first = switch (kind) {
            case NONE, MAFW -> UnaryOperator.identity();
            case DFEW -> {
                double factor = random.nextDouble(1 - BRIGHTNESS, 1 + BRIGHTNESS);
                yield frame -> PictureChanges.brighter(frame, factor);
            }
            case FERV39K -> {
                double degrees = random.nextDouble(-DEGREES, DEGREES);
                yield frame -> PictureChanges.turned(frame, degrees);
            }
        };
        if (kind == Augmentation.NONE) {
            return frames.stream()
                    .map(frame -> preprocessing.prepare(frame, null, null))
                    .toList();
        }
        RgbImage any = frames.get(0);
        CropDraw crop = CropDraw.dferClip(any.width(), any.height(), random);
        boolean mirrored = random.nextBoolean();
        int size = preprocessing.size();
        List<byte[]> changed = new ArrayList<>();
        for (RgbImage frame : frames) {
            byte[] cut = crop.apply(first.apply(frame), size, Resampling.BILINEAR);
            changed.add(mirrored ? PictureChanges.mirrored(cut, size) : cut);
        }
        return changed;
    }
}
