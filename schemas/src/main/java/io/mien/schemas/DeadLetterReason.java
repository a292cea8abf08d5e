package io.mien.schemas;

/** Why a record was set aside. Names are permanent: they are in headers, metrics and people's alerts. */
public enum DeadLetterReason {
    /** The value does not begin like a record of the wire format, or its fields do not fit its schema. */
    NOT_AVRO,
    /** The schema id is not in the registry. */
    UNKNOWN_SCHEMA,
    /** The schema cannot be read as this record. */
    INCOMPATIBLE_SCHEMA,
    /** A field has a value that makes no sense; the message says which. */
    INVALID_RECORD,
    /** No picture, or a broken one. */
    NOT_AN_IMAGE,
    /** More bytes or pixels than the limits allow. */
    IMAGE_TOO_LARGE,
    /** The picture has another size than the record or its own header says. */
    IMAGE_SIZE_MISMATCH,
    /** Captured later than the clock allows. */
    CAPTURED_IN_FUTURE,
    /** The model failed on this item alone, its neighbours in the batch being well. */
    MODEL_FAILURE,
    /** Something else went wrong because of this record; the message names the exception. */
    UNEXPECTED
}
