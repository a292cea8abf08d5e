package io.mien.cli.feeds;

import io.mien.ingest.detect.PictureRegion;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads four percentages, as in {@code 0,0,50,100}. */
final class PictureRegionConverter implements ITypeConverter<PictureRegion> {
    private static final Pattern FORM = Pattern.compile("\\d+(\\.\\d+)?(,\\d+(\\.\\d+)?){3}");

    @Override
    public PictureRegion convert(String text) {
        String expected =
                "'" + text + "' (expected: left edge, upper edge, width and height in percent of the picture, as"
                        + " 0,0,50,100, none of it outside)";
        if (!FORM.matcher(text).matches()) {
            throw new TypeConversionException(expected);
        }
        double[] shares = Stream.of(text.split(","))
                .mapToDouble(number -> Double.parseDouble(number) / 100)
                .toArray();
        try {
            return new PictureRegion(shares[0], shares[1], shares[2], shares[3]);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(expected);
        }
    }
}
