package io.mien.training.engine;

import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Arrays as tensors, which the caller closes. */
public final class Tensors {
    private Tensors() {}

    /** {@code [pictures, size, size, 3]}. */
    public static TUint8 pictures(List<byte[]> pictures, int size) {
        int bytes = 3 * size * size;
        TUint8 tensor = TUint8.tensorOf(Shape.of(pictures.size(), size, size, 3));
        ByteDataBuffer data = tensor.asRawTensor().data();
        for (int i = 0; i < pictures.size(); i++) {
            if (pictures.get(i).length != bytes) {
                tensor.close();
                throw new IllegalArgumentException(
                        "picture " + i + ": " + pictures.get(i).length + " bytes (expected: " + bytes + ")");
            }
            data.offset((long) i * bytes).write(pictures.get(i));
        }
        return tensor;
    }

    /** Rows of equal length. */
    public static TFloat32 rows(List<float[]> rows) {
        int width = rows.get(0).length;
        float[] all = new float[rows.size() * width];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * width, width);
        }
        return of(all, rows.size(), width);
    }

    public static TFloat32 of(float[] values, long... shape) {
        return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values, true, false));
    }

    /** {@code [rows, classes]}, a 1 for each row's class. */
    public static TFloat32 oneHot(List<Integer> labels, int classes) {
        float[] values = new float[labels.size() * classes];
        for (int row = 0; row < labels.size(); row++) {
            values[row * classes + labels.get(row)] = 1;
        }
        return of(values, labels.size(), classes);
    }
}
