package io.mien.making.checkpoint;

import io.mien.making.checkpoint.PickledValue.Constant;
import io.mien.making.checkpoint.PickledValue.Opaque;
import io.mien.making.checkpoint.PickledValue.Whole;
import java.math.BigInteger;

/** Numbers as pickles write them: in decimal digits (protocol 0), or in bytes. */
final class PickleNumbers {
    private PickleNumbers() {}

    static PickledValue whole(byte[] littleEndian) {
        if (littleEndian.length == 0) {
            return new Whole(0);
        }
        if (littleEndian.length > Long.BYTES) {
            return new Opaque("an integer of " + littleEndian.length + " bytes");
        }
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < littleEndian.length; i++) {
            bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
        }
        return new Whole(new BigInteger(bigEndian).longValueExact());
    }

    /** Protocol 0 writes booleans as the integers 00 and 01. */
    static PickledValue decimalOrBoolean(String line) {
        return switch (line) {
            case "00" -> Constant.FALSE;
            case "01" -> Constant.TRUE;
            default -> decimal(line);
        };
    }

    static Whole decimal(String digits) {
        try {
            return new Whole(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw new RefusedException("pickle: " + abbreviated(digits) + " is no integer of 64 bits", e);
        }
    }

    static double real(String digits) {
        try {
            return Double.parseDouble(digits);
        } catch (NumberFormatException e) {
            throw new RefusedException("pickle: " + abbreviated(digits) + " is no number", e);
        }
    }

    /** Python 2 writes its long integers with an L. */
    static Whole decimalWithSuffix(String line) {
        return decimal(line.endsWith("L") ? line.substring(0, line.length() - 1) : line);
    }

    static String abbreviated(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
