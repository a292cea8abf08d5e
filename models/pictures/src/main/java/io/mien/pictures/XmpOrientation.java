package io.mien.pictures;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The property {@code tiff:Orientation} of an XMP packet, by which programs turn pictures that have no EXIF data. It is looked
 * for as PIL does, by its text: what PIL does not find is not found here.
 */
final class XmpOrientation {
    private static final Pattern PROPERTY = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

    private XmpOrientation() {}

    /** @return empty where the packet says nothing */
    static Optional<Orientation> of(ByteBuffer packet) {
        Matcher found = PROPERTY.matcher(StandardCharsets.ISO_8859_1.decode(packet.slice()));
        return found.find() ? Optional.of(Orientation.ofExif(Integer.parseInt(found.group(1)))) : Optional.empty();
    }
}
