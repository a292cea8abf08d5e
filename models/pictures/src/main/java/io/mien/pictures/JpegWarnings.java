package io.mien.pictures;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what the Independent JPEG Group's decoder means by its warnings ({@code jerror.h}): it paints over damage and goes on.
 *
 * @param encoded the picture
 * @param end where the marker of its end is
 */
record JpegWarnings(ByteBuffer encoded, int end) {
    private static final Pattern BYTES_BEFORE_END = Pattern.compile("(\\d+) extraneous bytes before marker 0xd9");

    /** What encoders leave behind that write whole words. */
    private static final int A_WORD = 4;

    /**
     * Whether a picture with this warning is broken. Of bytes between segments the decoder warns too; cameras leave them
     * there, and they harm nothing. But before the end they are pixels' codes that the decoder did not need: it went out of
     * step somewhere before, and all that follows is painted wrong. Of pictures with eight changed bytes nine in ten are told
     * by this alone.
     */
    boolean meanDamage(String warning) {
        String lower = warning.toLowerCase(Locale.ROOT);
        Matcher left = BYTES_BEFORE_END.matcher(lower);
        if (left.find()) {
            return !isFilling(Integer.parseInt(left.group(1)));
        }
        return (lower.contains("corrupt") || lower.contains("premature")) && !lower.contains("extraneous bytes");
    }

    /** Whether the bytes before the end are the same byte over and over, as encoders fill up with, or hardly any. */
    private boolean isFilling(int bytes) {
        int first = Math.max(encoded.position(), end - bytes);
        for (int at = first; at < end; at++) {
            if (encoded.get(at) != encoded.get(first)) {
                return bytes <= A_WORD;
            }
        }
        return true;
    }
}
