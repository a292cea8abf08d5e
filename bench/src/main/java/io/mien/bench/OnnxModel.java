package io.mien.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model, put together node by node and written in ONNX's own format (onnx.proto3, operator set 17): just as much of
 * it as an image transformer needs. Each operation is given the names of its inputs and returns the name of its output.
 */
final class OnnxModel {
    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 17;
    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT64 = 7;

    // Field numbers of ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto and ValueInfoProto.
    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPERATOR_SETS = 8;
    private static final int OPERATOR_SET_VERSION = 2;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_NAME = 2;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_NAME = 1;
    private static final int ATTRIBUTE_FLOAT = 2;
    private static final int ATTRIBUTE_INTEGER = 3;
    private static final int ATTRIBUTE_INTEGERS = 8;
    private static final int ATTRIBUTE_KIND = 20;
    private static final int KIND_FLOAT = 1;
    private static final int KIND_INTEGER = 2;
    private static final int KIND_INTEGERS = 7;
    private static final int TENSOR_DIMENSION = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_VALUES = 9;
    private static final int VALUE_NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int TYPE_TENSOR = 1;
    private static final int TENSOR_TYPE_ELEMENT = 1;
    private static final int TENSOR_TYPE_SHAPE = 2;
    private static final int SHAPE_DIMENSION = 1;
    private static final int DIMENSION_VALUE = 1;
    private static final int DIMENSION_NAME = 2;

    /** An operation's setting, already in ONNX's format. */
    record Attribute(ByteString bytes) {
        static Attribute of(String name, float value) {
            return new Attribute(message(out -> {
                out.writeString(ATTRIBUTE_NAME, name);
                out.writeFloat(ATTRIBUTE_FLOAT, value);
                out.writeEnum(ATTRIBUTE_KIND, KIND_FLOAT);
            }));
        }

        static Attribute of(String name, long value) {
            return new Attribute(message(out -> {
                out.writeString(ATTRIBUTE_NAME, name);
                out.writeInt64(ATTRIBUTE_INTEGER, value);
                out.writeEnum(ATTRIBUTE_KIND, KIND_INTEGER);
            }));
        }

        static Attribute of(String name, long... values) {
            return new Attribute(message(out -> {
                out.writeString(ATTRIBUTE_NAME, name);
                for (long value : values) {
                    out.writeInt64(ATTRIBUTE_INTEGERS, value);
                }
                out.writeEnum(ATTRIBUTE_KIND, KIND_INTEGERS);
            }));
        }
    }

    @FunctionalInterface
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private final List<ByteString> nodes = new ArrayList<>();
    private final List<ByteString> initializers = new ArrayList<>();
    private final List<ByteString> inputs = new ArrayList<>();
    private final List<ByteString> outputs = new ArrayList<>();
    private int names;

    /** Declares {@code [N, shape] uint8}. */
    String input(String name, long... shape) {
        inputs.add(value(name, UINT8, shape));
        return name;
    }

    /** Declares {@code [N, shape] float32} to be what the model gives. */
    void output(String name, long... shape) {
        outputs.add(value(name, FLOAT, shape));
    }

    /** A weight, of this shape, row-major. */
    String weight(float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return initializer(FLOAT, ByteString.copyFrom(bytes), shape);
    }

    /** A list of whole numbers, such as a shape. */
    String integers(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return initializer(INT64, ByteString.copyFrom(bytes), values.length);
    }

    private String initializer(int type, ByteString values, long... shape) {
        String name = "weight" + names++;
        initializers.add(message(out -> {
            for (long dimension : shape) {
                out.writeInt64(TENSOR_DIMENSION, dimension);
            }
            out.writeInt32(TENSOR_TYPE, type);
            out.writeString(TENSOR_NAME, name);
            out.writeBytes(TENSOR_VALUES, values);
        }));
        return name;
    }

    /** An operation with one output. */
    String node(String operator, List<String> from, Attribute... attributes) {
        return nodes(operator, from, 1, attributes).get(0);
    }

    /** An operation with several outputs. */
    List<String> nodes(String operator, List<String> from, int count, Attribute... attributes) {
        List<String> to = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            to.add("value" + names++);
        }
        nodes.add(message(out -> {
            for (String name : from) {
                out.writeString(NODE_INPUT, name);
            }
            for (String name : to) {
                out.writeString(NODE_OUTPUT, name);
            }
            out.writeString(NODE_OPERATOR, operator);
            for (Attribute attribute : attributes) {
                out.writeBytes(NODE_ATTRIBUTE, attribute.bytes());
            }
        }));
        return to;
    }

    /** Casts {@code uint8} to {@code float32}. */
    String toFloat(String from) {
        return node("Cast", List.of(from), Attribute.of("to", FLOAT));
    }

    /** Writes the model; its weights, some hundred megabytes, are not copied once more for it. */
    void writeTo(OutputStream file) throws IOException {
        Map<Integer, List<ByteString>> graph = new LinkedHashMap<>();
        graph.put(GRAPH_NODE, nodes);
        graph.put(GRAPH_NAME, List.of(ByteString.copyFromUtf8("encoder")));
        graph.put(GRAPH_INITIALIZER, initializers);
        graph.put(GRAPH_INPUT, inputs);
        graph.put(GRAPH_OUTPUT, outputs);
        int length = 0;
        for (Map.Entry<Integer, List<ByteString>> field : graph.entrySet()) {
            for (ByteString content : field.getValue()) {
                length += CodedOutputStream.computeBytesSize(field.getKey(), content);
            }
        }
        CodedOutputStream out = CodedOutputStream.newInstance(file);
        out.writeInt64(MODEL_IR_VERSION, IR_VERSION);
        out.writeTag(MODEL_GRAPH, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(length);
        for (Map.Entry<Integer, List<ByteString>> field : graph.entrySet()) {
            for (ByteString content : field.getValue()) {
                out.writeBytes(field.getKey(), content);
            }
        }
        out.writeBytes(MODEL_OPERATOR_SETS, message(version -> version.writeInt64(OPERATOR_SET_VERSION, OPERATOR_SET)));
        out.flush();
    }

    private static ByteString value(String name, int type, long... shape) {
        ByteString dimensions = message(out -> {
            out.writeBytes(SHAPE_DIMENSION, message(any -> any.writeString(DIMENSION_NAME, "N")));
            for (long dimension : shape) {
                out.writeBytes(SHAPE_DIMENSION, message(fixed -> fixed.writeInt64(DIMENSION_VALUE, dimension)));
            }
        });
        ByteString tensor = message(out -> {
            out.writeInt32(TENSOR_TYPE_ELEMENT, type);
            out.writeBytes(TENSOR_TYPE_SHAPE, dimensions);
        });
        return message(out -> {
            out.writeString(VALUE_NAME, name);
            out.writeBytes(VALUE_TYPE, message(nested -> nested.writeBytes(TYPE_TENSOR, tensor)));
        });
    }

    private static ByteString message(Fields fields) {
        ByteString.Output bytes = ByteString.newOutput();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // in memory: it cannot happen
        }
        return bytes.toByteString();
    }
}
