package io.mien.making.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads safetensors: eight bytes of header length, a JSON header of names, types, shapes and byte ranges, and the values. As
 * its specification asks, the ranges must cover the rest of the file without gaps and without overlaps.
 */
final class SafetensorsReader {
    private static final int LENGTH_BYTES = 8;
    /** The bound of the format's own library. */
    private static final long MOST_HEADER_BYTES = 100_000_000;

    private static final String METADATA = "__metadata__";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final FileChannel channel;

    /** What the header says of one tensor; {@code begin} and {@code end} count from the first value's byte. */
    private record Entry(String name, TensorElementType type, List<Long> shape, long begin, long end) {}

    private SafetensorsReader(FileChannel channel) {
        this.channel = channel;
    }

    static Contents read(FileChannel channel) throws IOException {
        return new SafetensorsReader(channel).read();
    }

    private Contents read() throws IOException {
        long fileBytes = channel.size();
        if (fileBytes < LENGTH_BYTES) {
            throw new RefusedException("truncated: " + fileBytes + " bytes (expected: a header's length in 8 bytes)");
        }
        long headerBytes =
                new FileStorage(channel, 0, LENGTH_BYTES).read(0, LENGTH_BYTES).getLong();
        if (headerBytes < 2 || headerBytes > MOST_HEADER_BYTES) {
            throw new RefusedException("safetensors header of " + Long.toUnsignedString(headerBytes)
                    + " bytes (expected: 2 to " + MOST_HEADER_BYTES + ")");
        }
        if (headerBytes > fileBytes - LENGTH_BYTES) {
            throw new RefusedException(
                    "truncated: a safetensors header of " + headerBytes + " bytes in a file of " + fileBytes);
        }
        long valuesAt = LENGTH_BYTES + headerBytes;
        byte[] header = new byte[(int) headerBytes];
        new FileStorage(channel, LENGTH_BYTES, headerBytes)
                .read(0, header.length)
                .get(header);
        List<Entry> entries = new ArrayList<>();
        List<OtherContent> others = new ArrayList<>();
        parse(header, entries, others);
        requireWholeFile(entries, fileBytes - valuesAt);

        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Storage storage = new FileStorage(channel, valuesAt + entry.begin, entry.end - entry.begin);
            tensors.put(
                    entry.name, new StoredTensor(entry.name, entry.type, StridedView.contiguous(entry.shape), storage));
        }
        return new Contents(tensors, others, "", List.of());
    }

    private static void parse(byte[] header, List<Entry> entries, List<OtherContent> others) throws IOException {
        try (JsonParser json = JSON.createParser(header)) {
            require(json, json.nextToken() == JsonToken.START_OBJECT, "an object of tensors");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals(METADATA)) {
                    metadata(json, others);
                } else {
                    entries.add(entry(json, name));
                }
            }
            require(json, json.nextToken() == null, "nothing after the object");
        } catch (JsonProcessingException e) {
            throw new RefusedException("safetensors header is no JSON of tensors: " + e.getOriginalMessage(), e);
        }
    }

    private static void metadata(JsonParser json, List<OtherContent> others) throws IOException {
        require(json, json.currentToken() == JsonToken.START_OBJECT, METADATA + " an object of texts");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            require(json, json.nextToken() == JsonToken.VALUE_STRING, METADATA + " an object of texts");
            others.add(new OtherContent(METADATA + "." + name, json.getText()));
        }
    }

    private static Entry entry(JsonParser json, String name) throws IOException {
        require(json, json.currentToken() == JsonToken.START_OBJECT, name + " an object");
        String typeName = null;
        List<Long> shape = null;
        List<Long> range = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "dtype" -> {
                    require(json, json.currentToken() == JsonToken.VALUE_STRING, name + ".dtype a text");
                    typeName = json.getText();
                }
                case "shape" -> shape = numbers(json, name + ".shape");
                case "data_offsets" -> range = numbers(json, name + ".data_offsets");
                default ->
                    throw new RefusedException(
                            "tensor " + name + ": unknown key " + key + " (expected: dtype, shape, data_offsets)");
            }
        }
        return checked(name, typeName, shape, range);
    }

    private static Entry checked(
            String name, @Nullable String typeName, @Nullable List<Long> shape, @Nullable List<Long> range) {
        if (typeName == null || shape == null || range == null || range.size() != 2) {
            throw new RefusedException("tensor " + name + ": incomplete (expected: dtype, shape and two data_offsets)");
        }
        TensorElementType type = TensorElementType.ofSafetensors(typeName)
                .orElseThrow(() -> new RefusedException("tensor " + name + ": dtype " + typeName
                        + " is not supported (expected: F64, F32, F16, BF16, integers of 8 to 64 bits or BOOL)"));
        long begin = range.get(0);
        long end = range.get(1);
        try {
            long bytes = Math.multiplyExact(shape.stream().reduce(1L, Math::multiplyExact), (long) type.bytes());
            if (shape.size() > StridedView.MOST_DIMENSIONS || begin < 0 || end < begin || end - begin != bytes) {
                throw new RefusedException("tensor " + name + ": " + type + " of lying shape "
                        + shape.stream().limit(StridedView.MOST_DIMENSIONS).toList() + ", data_offsets " + range
                        + " (expected: offsets " + bytes + " bytes apart)");
            }
        } catch (ArithmeticException e) {
            throw new RefusedException("tensor " + name + ": lying shape: it overflows 64 bits", e);
        }
        return new Entry(name, type, shape, begin, end);
    }

    private static List<Long> numbers(JsonParser json, String what) throws IOException {
        require(json, json.currentToken() == JsonToken.START_ARRAY, what + " a list of integers");
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json, json.currentToken() == JsonToken.VALUE_NUMBER_INT, what + " a list of integers");
            long number = json.getLongValue();
            if (number < 0) {
                throw new RefusedException(what + ": negative size " + number);
            }
            numbers.add(number);
        }
        return numbers;
    }

    private static void requireWholeFile(List<Entry> entries, long valueBytes) {
        List<Entry> inFile = new ArrayList<>(entries);
        inFile.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long covered = 0;
        for (Entry entry : inFile) {
            if (entry.end > valueBytes) {
                throw new RefusedException("tensor " + entry.name + ": data_offsets " + entry.begin + " to " + entry.end
                        + " are beyond the end (truncated? the file has " + valueBytes + " bytes of values)");
            }
            if (entry.begin != covered) {
                throw new RefusedException("tensor " + entry.name + ": data_offsets begin at " + entry.begin
                        + ", which " + (entry.begin < covered ? "overlaps with" : "leaves a gap after")
                        + " the tensor before (expected: " + covered + ")");
            }
            covered = entry.end;
        }
        if (covered != valueBytes) {
            throw new RefusedException((valueBytes - covered) + " bytes after the last tensor (expected: none)");
        }
    }

    private static void require(JsonParser json, boolean holds, String expected) throws IOException {
        if (!holds) {
            throw new RefusedException(
                    "safetensors header, byte " + json.currentTokenLocation().getByteOffset() + ": "
                            + json.currentToken() + " (expected: " + expected + ")");
        }
    }
}
