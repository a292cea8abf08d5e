package io.mien.dashboard;

/** A record that is a reading by its schema and makes no sense by its values. */
final class InvalidReadingException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidReadingException(String field, Object value, String expected) {
        super(field + ": " + value + " (expected: " + expected + ")");
    }
}
