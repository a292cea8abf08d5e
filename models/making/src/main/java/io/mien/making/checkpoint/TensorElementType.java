package io.mien.making.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The type of a tensor's elements in the file. */
public enum TensorElementType {
    FLOAT64("F64", "Double", 8),
    FLOAT32("F32", "Float", 4),
    FLOAT16("F16", "Half", 2),
    BFLOAT16("BF16", "BFloat16", 2),
    INT64("I64", "Long", 8),
    INT32("I32", "Int", 4),
    INT16("I16", "Short", 2),
    INT8("I8", "Char", 1),
    UINT8("U8", "Byte", 1),
    BOOL("BOOL", "Bool", 1);

    private final String safetensorsName;
    private final String storageClass;
    private final int bytes;

    TensorElementType(String safetensorsName, String storagePrefix, int bytes) {
        this.safetensorsName = safetensorsName;
        this.storageClass = storagePrefix + "Storage";
        this.bytes = bytes;
    }

    /** The type that a safetensors header calls so. */
    static Optional<TensorElementType> ofSafetensors(String name) {
        return Arrays.stream(values())
                .filter(type -> type.safetensorsName.equals(name))
                .findFirst();
    }

    /** The type of the elements of one of PyTorch's storage classes, for example {@code HalfStorage}. */
    static Optional<TensorElementType> ofStorageClass(String name) {
        return Arrays.stream(values())
                .filter(type -> type.storageClass.equals(name))
                .findFirst();
    }

    /** The bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether these are numbers with a fraction. */
    public boolean isFloating() {
        return switch (this) {
            case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 -> true;
            case INT64, INT32, INT16, INT8, UINT8, BOOL -> false;
        };
    }

    /** Decodes as many elements as the buffer holds, each exactly or, from double, rounded to the nearest float. */
    void decode(ByteBuffer encoded, float[] into, int at) {
        int count = encoded.remaining() / bytes;
        if (this == FLOAT32) {
            encoded.asFloatBuffer().get(into, at, count);
            return;
        }
        int start = encoded.position();
        for (int i = 0; i < count; i++) {
            into[at + i] = floatAt(encoded, start + i * bytes);
        }
    }

    float floatAt(ByteBuffer encoded, int position) {
        return switch (this) {
            case FLOAT64 -> (float) encoded.getDouble(position);
            case FLOAT32 -> encoded.getFloat(position);
            case FLOAT16 -> half(encoded.getShort(position));
            case BFLOAT16 -> Float.intBitsToFloat(encoded.getShort(position) << 16);
            case INT64, INT32, INT16, INT8, UINT8, BOOL -> integerAt(encoded, position);
        };
    }

    long integerAt(ByteBuffer encoded, int position) {
        return switch (this) {
            case INT64 -> encoded.getLong(position);
            case INT32 -> encoded.getInt(position);
            case INT16 -> encoded.getShort(position);
            case INT8 -> encoded.get(position);
            case UINT8 -> encoded.get(position) & 0xff;
            case BOOL -> encoded.get(position) == 0 ? 0 : 1;
            case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 ->
                throw new IllegalStateException(this + " elements are no integers");
        };
    }

    /** IEEE 754 half precision; {@code Float.float16ToFloat} came with Java 20. */
    private static float half(short bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
        };
        return bits < 0 ? -magnitude : magnitude;
    }

    /** The name in PyTorch and TensorFlow, for example {@code float16}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
