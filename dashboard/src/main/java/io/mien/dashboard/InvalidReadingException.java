package io.mien.dashboard;

/** A record is a reading by its schema, but its values make no sense. */
final class InvalidReadingException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidReadingException(String field, Object value, String expected) {
        super(field + ": " + value + " (expected: " + expected + ")");
    }
}
