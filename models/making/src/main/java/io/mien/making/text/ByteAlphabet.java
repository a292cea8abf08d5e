package io.mien.making.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Gives every byte a visible character, by which any text can be split and put together as strings: the alphabet of
 * byte-level byte pair encoding (Radford et al. 2019, section 2.2). Printable Latin-1 stands for itself, the rest for
 * U+0100 and on.
 */
final class ByteAlphabet {
    private static final int BYTES = 256;
    private static final int SUBSTITUTES = 0x100;
    private static final char[] LETTERS = new char[BYTES];
    private static final int[] BYTES_OF = new int[SUBSTITUTES + BYTES];
    private static final List<String> IN_VOCABULARY_ORDER;

    static {
        List<Integer> order = new ArrayList<>();
        for (int b = 0; b < BYTES; b++) {
            if (standsForItself(b)) {
                order.add(b);
                LETTERS[b] = (char) b;
            }
        }
        int substitutes = 0;
        for (int b = 0; b < BYTES; b++) {
            if (!standsForItself(b)) {
                order.add(b);
                LETTERS[b] = (char) (SUBSTITUTES + substitutes++);
            }
        }
        Arrays.fill(BYTES_OF, -1);
        List<String> letters = new ArrayList<>();
        for (int b : order) {
            BYTES_OF[LETTERS[b]] = b;
            letters.add(String.valueOf(LETTERS[b]));
        }
        IN_VOCABULARY_ORDER = Collections.unmodifiableList(letters);
    }

    private ByteAlphabet() {}

    /** All 256, as vocabularies number them: those that stand for themselves first. */
    static List<String> letters() {
        return IN_VOCABULARY_ORDER;
    }

    /** A letter for every byte of the text's UTF-8. */
    static String spell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder letters = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            letters.append(LETTERS[b & 0xff]);
        }
        return letters.toString();
    }

    /** The text that letters spell; U+FFFD stands where they are no UTF-8, or a part of a character. */
    static String read(String letters) {
        byte[] bytes = new byte[letters.length()];
        for (int i = 0; i < bytes.length; i++) {
            char letter = letters.charAt(i);
            int b = letter < BYTES_OF.length ? BYTES_OF[letter] : -1;
            if (b < 0) {
                return letters; // not spelt in this alphabet: a special token's own name
            }
            bytes[i] = (byte) b;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static boolean standsForItself(int b) {
        return (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || (b >= 0xae && b <= 0xff);
    }
}
