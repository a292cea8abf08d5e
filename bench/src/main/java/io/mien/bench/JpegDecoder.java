package io.mien.bench;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.mien.pictures.ImageDecoder;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.UnreadableImageException;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** A way to decode a JPEG. Used by one thread; the caller closes it. */
interface JpegDecoder extends AutoCloseable {
    /** What a picture that is refused comes to. */
    byte[] REFUSED = {};

    /** For people. */
    String name();

    /** Its share of the picture's width and height. */
    int reduction();

    /** Red, green and blue of each pixel; {@link #REFUSED} if the decoder tells damage. */
    byte[] decode(byte[] jpeg);

    @Override
    default void close() {}

    /** Mien's, on Java's ImageIO. */
    record OfMien(ImageDecoder decoder) implements JpegDecoder {
        OfMien() {
            this(new ImageDecoder(ImageLimits.DEFAULT));
        }

        @Override
        public String name() {
            return "Mien (ImageIO)";
        }

        @Override
        public int reduction() {
            return 1;
        }

        @Override
        public byte[] decode(byte[] jpeg) {
            try {
                return decoder.decode(ByteBuffer.wrap(jpeg)).pixels();
            } catch (UnreadableImageException e) {
                return REFUSED;
            }
        }
    }

    /** OpenCV's, which has libjpeg-turbo in it. */
    record OfOpenCv(int reduction) implements JpegDecoder {
        @Override
        public String name() {
            return "OpenCV imdecode";
        }

        @Override
        public byte[] decode(byte[] jpeg) {
            try (BytePointer bytes = new BytePointer(jpeg);
                    Mat encoded = new Mat(1, jpeg.length, org.bytedeco.opencv.global.opencv_core.CV_8UC1, bytes);
                    Mat decoded = imdecode(encoded, reduction == 1 ? IMREAD_COLOR : IMREAD_REDUCED_COLOR_2)) {
                if (decoded.empty()) {
                    return REFUSED;
                }
                cvtColor(decoded, decoded, COLOR_BGR2RGB);
                byte[] pixels = new byte[Math.toIntExact(decoded.total() * decoded.elemSize())];
                decoded.data().get(pixels);
                return pixels;
            }
        }
    }

    /**
     * TensorFlow's, which has libjpeg-turbo in it.
     *
     * @param graph closed with this
     * @param session likewise
     */
    record OfTensorFlow(int reduction, Graph graph, Session session, Operand<TString> jpeg, Operand<TUint8> picture)
            implements JpegDecoder {
        static OfTensorFlow of(int reduction) {
            Graph graph = new Graph();
            Ops tf = Ops.create(graph);
            Operand<TString> jpeg = tf.placeholder(TString.class);
            Operand<TUint8> picture = tf.image.decodeJpeg(
                    jpeg,
                    DecodeJpeg.channels(3L),
                    DecodeJpeg.ratio((long) reduction),
                    DecodeJpeg.dctMethod("INTEGER_ACCURATE"));
            return new OfTensorFlow(reduction, graph, new Session(graph), jpeg, picture);
        }

        @Override
        public String name() {
            return "TensorFlow DecodeJpeg";
        }

        @Override
        public byte[] decode(byte[] encoded) {
            try (TString contents = TString.tensorOfBytes(NdArrays.scalarOfObject(encoded));
                    Result result =
                            session.runner().feed(jpeg, contents).fetch(picture).run()) {
                TUint8 decoded = (TUint8) result.get(0);
                byte[] pixels = new byte[Math.toIntExact(decoded.size())];
                decoded.asRawTensor().data().read(pixels);
                return pixels;
            } catch (TFInvalidArgumentException e) {
                return REFUSED;
            }
        }

        @Override
        public void close() {
            session.close();
            graph.close();
        }
    }
}
