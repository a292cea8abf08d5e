package io.mien.evaluation;

import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a list in any encoding that an editor saves it in: what begins with a byte-order mark is what that says, and
 * anything else UTF-8 unless another is named. Bytes that are none of it are refused, not replaced.
 */
final class ListText {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private ListText() {}

    /**
     * Reads them.
     *
     * @param encoding of a file without a byte-order mark; empty for UTF-8
     * @throws ModelException if the file cannot be read, or is in another encoding
     */
    static List<String> lines(Path file, Optional<Charset> encoding) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ModelException("list " + file + ": cannot be read: " + e, e);
        }
        Charset charset = marked(bytes).or(() -> encoding).orElseGet(() -> unmarked(bytes));
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
                text = text.substring(1);
            }
            return List.of(text.split("\r\n|\r|\n", -1));
        } catch (CharacterCodingException e) {
            throw new ModelException(
                    "list " + file + ", line " + lineOfFault(bytes, charset) + ": is no " + charset
                            + " (expected: the encoding it was saved in as --list-encoding, for example "
                            + (charset.equals(StandardCharsets.UTF_8) ? "windows-1252 or GB18030" : "UTF-8") + ")",
                    e);
        }
    }

    private static Optional<Charset> marked(byte[] bytes) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return Optional.of(StandardCharsets.UTF_8);
        } else if (startsWith(bytes, 0xFF, 0xFE)) {
            return Optional.of(StandardCharsets.UTF_16LE);
        } else if (startsWith(bytes, 0xFE, 0xFF)) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        return Optional.empty();
    }

    /** Some tools write UTF-16 without its mark: every other byte of a path is 0 then. */
    private static Charset unmarked(byte[] bytes) {
        int even = 0;
        int odd = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                even += i % 2 == 0 ? 1 : 0;
                odd += i % 2;
            }
        }
        if (odd > bytes.length / 4) {
            return StandardCharsets.UTF_16LE;
        }
        return even > bytes.length / 4 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lineOfFault(byte[] bytes, Charset charset) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                try {
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes, start, i - start));
                } catch (CharacterCodingException e) {
                    return line;
                }
                line++;
                start = i + 1;
            }
        }
        return line;
    }
}
