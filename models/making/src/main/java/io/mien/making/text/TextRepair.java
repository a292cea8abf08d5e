package io.mien.making.text;

import io.mien.models.ModelException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/**
 * Prepares a text as CLIP's tokenizer does before it looks for words: the tokenizer has the ftfy library repair the
 * text, resolves HTML's character references twice, makes every run of white space one space and all letters small.
 *
 * <p>Of the library's repairs, those that follow a rule are done here: ligatures, full and half width, curled quotes,
 * control characters, Unicode's composed form. One follows a heuristic over many encodings instead, text that was
 * decoded with the wrong one ({@code CafÃ©}). A different guess would silently give other tokens, so such a text is
 * refused.
 */
final class TextRepair {
    private static final Pattern WHITE_SPACE = Pattern.compile(
            "[\\t\\n\\u000B\\f\\r \\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]+");
    private static final Pattern TERMINAL_ESCAPE = Pattern.compile("\\u001B\\[[0-9;]*[a-zA-Z]");
    private static final Pattern CONTROL =
            Pattern.compile("[\\u0000-\\u0008\\u000B\\u000E-\\u001F\\u007F\\u206A-\\u206F\\uFEFF\\uFFF9-\\uFFFC]");
    private static final Pattern C1_CONTROL = Pattern.compile("[\\u0080-\\u009F]");
    private static final Pattern SINGLE_QUOTE = Pattern.compile("[\\u02BC\\u2018-\\u201B]");
    private static final Pattern DOUBLE_QUOTE = Pattern.compile("[\\u201C-\\u201F]");
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");
    private static final Pattern OTHER_WIDTH = Pattern.compile("[\\u3000\\uFF01-\\uFFEF]");
    private static final Pattern LATIN_LIGATURE =
            Pattern.compile("[\\u0132\\u0133\\u0149\\u01C4-\\u01CC\\u01F1-\\u01F3\\uFB00-\\uFB06]");

    /** The one whose compatibility form is not what the library writes. */
    private static final Map<String, String> LIGATURES = Map.of("\uFB05", "\u017Ft");

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private TextRepair() {}

    /**
     * The text as the tokenizer sees it.
     *
     * @throws ModelException if it looks as if it had been decoded with the wrong encoding
     */
    static String repair(String text) {
        String repaired = repairLines(text);
        String resolved = unescape(unescape(repaired));
        return WHITE_SPACE.matcher(resolved).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }

    /** Line by line: a {@code <} makes a text HTML, whose references stay as they are from that line on. */
    private static String repairLines(String text) {
        StringBuilder repaired = new StringBuilder(text.length());
        boolean html = false;
        for (int from = 0; from < text.length(); ) {
            int newline = text.indexOf('\n', from);
            int to = newline < 0 ? text.length() : newline + 1;
            String line = text.substring(from, to);
            html = html || line.indexOf('<') >= 0;
            repaired.append(repairLine(line, html));
            from = to;
        }
        return repaired.toString();
    }

    private static String repairLine(String line, boolean html) {
        String before;
        String after = line;
        do {
            before = after;
            after = repairOnce(html ? before : unescape(before));
        } while (!after.equals(before));
        return after;
    }

    private static String repairOnce(String text) {
        requireRightlyDecoded(text);
        String x = C1_CONTROL.matcher(text).replaceAll(match -> windows1252(match.group()));
        x = LATIN_LIGATURE.matcher(x).replaceAll(match -> {
            String written = LIGATURES.get(match.group());
            return written != null ? written : Normalizer.normalize(match.group(), Normalizer.Form.NFKC);
        });
        x = OTHER_WIDTH.matcher(x).replaceAll(match -> Normalizer.normalize(match.group(), Normalizer.Form.NFKC));
        x = SINGLE_QUOTE.matcher(x).replaceAll("'");
        x = DOUBLE_QUOTE.matcher(x).replaceAll("\"");
        x = LONE_SURROGATE.matcher(x).replaceAll("\uFFFD");
        x = TERMINAL_ESCAPE.matcher(x).replaceAll("");
        x = CONTROL.matcher(x).replaceAll("");
        return Normalizer.normalize(x, Normalizer.Form.NFC);
    }

    private static String unescape(String text) {
        return text.indexOf('&') < 0 ? text : Parser.unescapeEntities(text, false);
    }

    /** Control characters that nobody writes are Windows' own characters, which were read as Latin-1. */
    private static String windows1252(String control) {
        String read = new String(control.getBytes(StandardCharsets.ISO_8859_1), WINDOWS_1252);
        return read.equals("\uFFFD") ? control : Matcher.quoteReplacement(read);
    }

    private static void requireRightlyDecoded(String text) {
        for (int i = 0; i + 1 < text.length(); i++) {
            int length = sequenceLength(byteOf(text.charAt(i)));
            if (length > 0 && i + length <= text.length() && isUtf8(text.substring(i, i + length))) {
                throw new ModelException("text \"" + text.strip() + "\": \"" + text.substring(i, i + length)
                        + "\" looks like UTF-8 that was read in another encoding (expected: the character itself)");
            }
        }
    }

    /** How many bytes a UTF-8 character has that begins so; 0 for one that begins none of several. */
    private static int sequenceLength(int first) {
        if (first >= 0xc2 && first <= 0xdf) {
            return 2;
        }
        if (first >= 0xe0 && first <= 0xef) {
            return 3;
        }
        return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
    }

    private static boolean isUtf8(String characters) {
        byte[] bytes = new byte[characters.length()];
        for (int i = 0; i < bytes.length; i++) {
            int b = byteOf(characters.charAt(i));
            if (b < 0x80) { // negative as well: no byte at all
                return false;
            }
            bytes[i] = (byte) b;
        }
        try {
            CharBuffer decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return decoded.length() > 0;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The byte that Windows' Latin encoding has for a character; -1 if none. */
    private static int byteOf(char character) {
        if (character < 0x100) {
            return character; // C1 controls too, as in Latin-1
        }
        byte[] bytes = String.valueOf(character).getBytes(WINDOWS_1252);
        return bytes.length == 1 && bytes[0] != '?' ? bytes[0] & 0xff : -1;
    }
}
