package io.mien.schemas;

/** Says why a record was set aside. The names are permanent: they are in headers, metrics and people's alerts. */
public enum DeadLetterReason {
    /** The value does not begin like a record of the wire format, or its fields do not fit its schema. */
    NOT_AVRO,
    /** The schema id is not in the registry. */
    UNKNOWN_SCHEMA,
    /** The schema cannot be read as this record. */
    INCOMPATIBLE_SCHEMA,
    /** A field has a value that makes no sense; the message says which. */
    INVALID_RECORD,
    /** The bytes are no picture, or a broken one. */
    NOT_AN_IMAGE,
    /** The picture has more bytes or pixels than the limits allow. */
    IMAGE_TOO_LARGE,
    /** The picture has another size than the record or its own header says. */
    IMAGE_SIZE_MISMATCH,
    /** The frame was captured later than the clock allows. */
    CAPTURED_IN_FUTURE,
    /** The model failed on this item alone, while its neighbours in the batch succeeded. */
    MODEL_FAILURE,
    /** What it says is sealed with a key that this process does not have. */
    UNKNOWN_KEY,
    /** What it says is sealed, and was changed or belongs to another record. */
    NOT_AUTHENTIC,
    /**
     * What it says is sealed with a key that was destroyed, so that nobody can read it: it is counted, and no dead letter is
     * made of it.
     */
    ERASED,
    /** Something else went wrong because of this record; the message names the exception. */
    UNEXPECTED
}
