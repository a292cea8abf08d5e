package io.mien.bench;

import java.util.List;

/**
 * A part of a filmed clip in which somebody's expression does not change, labelled by eye.
 *
 * @param file of the clip
 * @param subject who, from the left, from 0
 * @param name what is seen
 * @param smiling whether it is a smile or a laugh
 * @param first frame
 * @param last frame
 */
record FilmedPart(String file, int subject, String name, boolean smiling, int first, int last) {
    private static final String WOMAN = "WolfgangLanger_Pexels.mp4";
    private static final String MAN = "single_face.mp4";
    private static final String LAUGHING_MAN = "head-pose-face-detection-male.gif";
    private static final String COUPLE = "head-pose-face-detection-female-and-male.gif";

    /** Transitions are left out. */
    static final List<FilmedPart> ALL = List.of(
            new FilmedPart(MAN, 0, "man, neutral", false, 0, 17),
            new FilmedPart(MAN, 0, "man, smiling", true, 21, 71),
            new FilmedPart(LAUGHING_MAN, 0, "man, laughing", true, 0, 58),
            new FilmedPart(WOMAN, 0, "woman, crying", false, 0, 58),
            new FilmedPart(WOMAN, 0, "woman, crying behind her hand", false, 62, 140),
            new FilmedPart(WOMAN, 0, "woman, worried, hand at her mouth", false, 146, 225),
            new FilmedPart(WOMAN, 0, "woman, laughing", true, 300, 471),
            new FilmedPart(COUPLE, 1, "man, head tilted, no smile", false, 8, 55),
            new FilmedPart(COUPLE, 0, "woman, half profile, head tilted, no smile", false, 8, 55));

    boolean holds(int frame) {
        return frame >= first && frame <= last;
    }
}
