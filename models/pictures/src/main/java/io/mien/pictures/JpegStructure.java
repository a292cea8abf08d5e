package io.mien.pictures;

import io.mien.pictures.UnreadableImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads the markers of a JPEG stream (ITU-T T.81, annex B) without decoding it.
 *
 * @param width pixels
 * @param height pixels
 * @param components 1 for gray, 3 for colour, 4 for print colours
 * @param colours what three components are
 * @param orientation as its EXIF data says, or its XMP packet where that says nothing
 */
record JpegStructure(int width, int height, int components, Colours colours, Orientation orientation) {

    /** The colours of three components, by the rules of the Independent JPEG Group's decoder (jdapimin.c). */
    enum Colours {
        /** {@link YCbCr}. */
        LUMA_CHROMA,
        RED_GREEN_BLUE
    }

    /** A progressive picture has about ten; thousands of them keep a decoder busy for minutes over a few kilobytes. */
    private static final int MOST_SCANS = 64;

    private static final int UNKNOWN = -1;
    /** Of gray and print colours, which are looked at otherwise. */
    private static final Colours LEAST_SURPRISE = Colours.LUMA_CHROMA;

    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int TEMPORARY = 0x01;
    private static final int APPLICATION_0 = 0xe0;
    private static final int APPLICATION_1 = 0xe1;
    private static final int APPLICATION_14 = 0xee;
    /** The length of Adobe's segment, with the two bytes of the length itself; its last one tells the colour transform. */
    private static final int ADOBE_LENGTH = 14;

    /** The length of a segment of APPLICATION_0 without a thumbnail, with the two bytes of the length itself. */
    private static final int JFIF_LENGTH = 16;

    private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0};
    private static final byte[] ADOBE = {'A', 'd', 'o', 'b', 'e'};
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
    private static final byte[] XMP = "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.ISO_8859_1);

    static boolean startsLikeOne(ByteBuffer encoded) {
        int at = encoded.position();
        return encoded.remaining() >= 3
                && unsigned(encoded, at) == 0xff
                && unsigned(encoded, at + 1) == START_OF_IMAGE
                && unsigned(encoded, at + 2) == 0xff;
    }

    /** Reads the frame header, the first of them. */
    static JpegStructure read(ByteBuffer encoded) throws UnreadableImageException {
        int at = encoded.position() + 2;
        boolean jfif = false;
        int adobeTransform = UNKNOWN;
        Optional<Orientation> byExif = Optional.empty();
        Optional<Orientation> byXmp = Optional.empty();
        while (true) {
            int marker = nextMarker(encoded, at);
            int code = unsigned(encoded, marker + 1);
            if (isFrameHeader(code)) {
                require(encoded, marker + 9, "frame header");
                int height = unsignedShort(encoded, marker + 5);
                int width = unsignedShort(encoded, marker + 7);
                if (width == 0 || height == 0) {
                    throw broken("a frame header of " + width + " x " + height + " pixels");
                }
                int components = unsigned(encoded, marker + 9);
                Colours colours = components == 3 ? colours(encoded, marker, jfif, adobeTransform) : LEAST_SURPRISE;
                Orientation orientation = byExif.orElse(byXmp.orElse(Orientation.UPRIGHT));
                return new JpegStructure(width, height, components, colours, orientation);
            }
            if (code == START_OF_SCAN || code == END_OF_IMAGE) {
                throw broken("no frame header before byte " + (marker - encoded.position()));
            }
            at = endOfSegment(encoded, marker);
            int from = marker + 2;
            if (code == APPLICATION_0) {
                jfif |= at - from >= JFIF_LENGTH && begins(encoded, from, at, JFIF);
            } else if (code == APPLICATION_14 && at - from >= ADOBE_LENGTH && begins(encoded, from, at, ADOBE)) {
                // Where Adobe's programs say which colours they stored.
                adobeTransform = unsigned(encoded, from + ADOBE_LENGTH - 1);
            } else if (code == APPLICATION_1 && begins(encoded, from, at, EXIF)) {
                int block = from + 2 + EXIF.length;
                byExif = ExifOrientation.of(encoded.slice(block, at - block));
            } else if (code == APPLICATION_1 && begins(encoded, from, at, XMP)) {
                int packet = from + 2 + XMP.length;
                byXmp = XmpOrientation.of(encoded.slice(packet, at - packet));
            }
        }
    }

    private static Colours colours(ByteBuffer encoded, int marker, boolean jfif, int adobeTransform)
            throws UnreadableImageException {
        if (jfif) {
            return Colours.LUMA_CHROMA;
        }
        if (adobeTransform != UNKNOWN) {
            return adobeTransform == 0 ? Colours.RED_GREEN_BLUE : Colours.LUMA_CHROMA;
        }
        require(encoded, marker + 16, "frame header");
        boolean named = unsigned(encoded, marker + 10) == 'R'
                && unsigned(encoded, marker + 13) == 'G'
                && unsigned(encoded, marker + 16) == 'B';
        return named ? Colours.RED_GREEN_BLUE : Colours.LUMA_CHROMA;
    }

    /** Whether a segment that is all there has these bytes behind its length. */
    private static boolean begins(ByteBuffer encoded, int from, int end, byte[] bytes) {
        if (end - from < 2 + bytes.length || end > encoded.limit()) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (encoded.get(from + 2 + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Walks to the end of the image. Decoders paint what is missing of a truncated picture gray and only warn.
     *
     * @return where the marker of the end is
     * @throws UnreadableImageException if there is no end, or there are more scans than any picture has
     */
    static int requireEnd(ByteBuffer encoded) throws UnreadableImageException {
        int scans = 0;
        int at = encoded.position() + 2;
        while (true) {
            int marker = nextMarker(encoded, at);
            int code = unsigned(encoded, marker + 1);
            if (code == END_OF_IMAGE) {
                return marker;
            }
            if (code == START_OF_SCAN && ++scans > MOST_SCANS) {
                throw broken("more than " + MOST_SCANS + " scans");
            }
            at = endOfSegment(encoded, marker);
        }
    }

    /** Where the next marker's 0xff is, from a place between segments or in a scan's data. */
    private static int nextMarker(ByteBuffer encoded, int from) throws UnreadableImageException {
        for (int at = from; at + 1 < encoded.limit(); at++) {
            if (unsigned(encoded, at) == 0xff) {
                int code = unsigned(encoded, at + 1);
                // 0xff00 is a byte of data, 0xffff is filling, restart markers are part of the data.
                boolean isRestart = code >= 0xd0 && code <= 0xd7;
                if (code != 0 && code != 0xff && !isRestart) {
                    return at;
                }
            }
        }
        throw broken("truncated: no end after " + encoded.remaining() + " bytes");
    }

    private static int endOfSegment(ByteBuffer encoded, int marker) throws UnreadableImageException {
        int code = unsigned(encoded, marker + 1);
        if (code == START_OF_IMAGE || code == TEMPORARY) {
            return marker + 2;
        }
        require(encoded, marker + 3, "segment");
        int length = unsignedShort(encoded, marker + 2);
        if (length < 2) {
            throw broken("a segment of " + length + " bytes at byte " + (marker - encoded.position()));
        }
        return marker + 2 + length;
    }

    private static boolean isFrameHeader(int code) {
        boolean isTableOrReserved = code == 0xc4 || code == 0xc8 || code == 0xcc;
        return code >= 0xc0 && code <= 0xcf && !isTableOrReserved;
    }

    private static void require(ByteBuffer encoded, int last, String what) throws UnreadableImageException {
        if (last >= encoded.limit()) {
            throw broken("truncated: " + what + " cut off after " + encoded.remaining() + " bytes");
        }
    }

    private static int unsigned(ByteBuffer encoded, int at) {
        return encoded.get(at) & 0xff;
    }

    /** Big-endian, whatever the buffer's order. */
    private static int unsignedShort(ByteBuffer encoded, int at) {
        return unsigned(encoded, at) << 8 | unsigned(encoded, at + 1);
    }

    private static UnreadableImageException broken(String what) {
        return new UnreadableImageException(Reason.NOT_AN_IMAGE, "JPEG: " + what);
    }
}
