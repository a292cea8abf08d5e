package io.mien.schemas;

import java.io.Serializable;
import java.util.Optional;

/**
 * Which ids of streams and subjects can be used, and which purposes. Ids come from strangers, and logs, headers and pages carry them: a line
 * break in one could forge a line of a log.
 *
 * @param longest characters of an id, at least 1
 */
public record IdentifierRule(int longest) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Declared purposes come from strangers too, and go the same ways. */
    public static final IdentifierRule OF_PURPOSES = new IdentifierRule(200);

    public IdentifierRule {
        if (longest < 1) {
            throw new IllegalArgumentException("identifier length: " + longest + " (expected: at least 1)");
        }
    }

    /** What is wrong with an id, in words that begin with its name; empty if nothing is. */
    public Optional<String> objection(String name, String value) {
        if (value.isBlank() || value.length() > longest) {
            return Optional.of(
                    name + ": " + value.length() + " characters (expected: 1 to " + longest + ", not all blank)");
        }
        return value.codePoints()
                .filter(IdentifierRule::breaksLines)
                .mapToObj(point ->
                        name + ": holds U+%04X (expected: no control characters and no line breaks)".formatted(point))
                .findFirst();
    }

    /** Whether a character controls a terminal or ends a line; no part of a name. */
    public static boolean breaksLines(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    /**
     * Refuses a record for an id.
     *
     * @throws RefusedRecordException if there is an objection to it
     */
    public void check(String name, String value) throws RefusedRecordException {
        Optional<String> objection = objection(name, value);
        if (objection.isPresent()) {
            throw new RefusedRecordException(DeadLetterReason.INVALID_RECORD, objection.get());
        }
    }
}
