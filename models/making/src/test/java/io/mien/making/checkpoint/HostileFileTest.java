package io.mien.making.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.models.ModelException;
import io.mien.models.testkit.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers that lie about themselves: each is refused with a message that names how. */
@Timeout(20)
final class HostileFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]                | no JSON of tensors",
                "[1]                                                                           | no checkpoint: begins with",
                "{\"x\":1}                                                                     | expected: x an object",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}                                     | tensor x: incomplete",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}            | x.shape a list of integers",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}             | x.shape: negative size -2",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}              | lying shape [3]",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,8],\"data_offsets\":[0,8]}} | overflows 64 bits",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}  | no JSON of tensors",
                "{\"x\":{\"dtype\":\"F8_E5M2\",\"shape\":[8],\"data_offsets\":[0,8]}}          | dtype F8_E5M2 is not supported",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}             | beyond the end",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}              | data_offsets [8, 0]",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}              | 4 bytes after the last tensor",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}              | leaves a gap",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | Duplicate field 'x'",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | overlaps with",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"code\":\"\"}} | unknown key code",
                "{\"__metadata__\":{\"x\":[[[[]]]]}}                                           | __metadata__ an object of texts",
            })
    void safetensorsWithSuchAHeaderAreRefused(String header, String message) throws IOException {
        Path file = safetensors(header.getBytes(StandardCharsets.UTF_8).length, header, 8);
        requireRefused(file, message);
    }

    @Test
    void aSafetensorsHeaderLongerThanTheFormatAllowsIsRefused() throws IOException {
        requireRefused(safetensors(1L << 40, "{}", 0), "safetensors header of 1099511627776 bytes");
        requireRefused(safetensors(-1, "{}", 0), "safetensors header of 18446744073709551615 bytes");
    }

    @Test
    void aSafetensorsHeaderLongerThanTheFileIsRefused() throws IOException {
        requireRefused(safetensors(90_000_000, "{}", 0), "truncated: a safetensors header of 90000000 bytes");
    }

    @Test
    void aDeepSafetensorsHeaderIsRefused() throws IOException {
        String deep = "{\"x\":{\"shape\":" + "[".repeat(100_000);
        requireRefused(safetensors(deep.length(), deep, 0), "x.shape a list of integers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bare.safetensors", "bare.pth", "wrapped.pth", "wrapped-legacy.pth", "torchscript.pt"})
    void aFileThatIsCutAnywhereIsRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(Fixtures.small("checkpoints/" + name));
        Path file = folder.resolve(name);
        int step = Math.max(1, whole.length / 200);
        for (int length = 0; length < whole.length; length += step) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Checkpoint.open(file))
                    .as("%d bytes of %d", length, whole.length)
                    .isInstanceOf(ModelException.class)
                    .hasMessageMatching("(?s).*(truncated|beyond the end|empty).*");
        }
    }

    @Test
    void aCompressedStorageIsRefusedWhateverItGrowsTo() throws IOException {
        Path file = folder.resolve("bomb.pth");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", oneTensor(25_000_000)).deflatedEntry("data/0", new byte[100_000_000]);
        }
        requireRefused(file, "archive/data/0 is compressed", "claim to be 100000000");
    }

    @Test
    void aCompressedPickleIsRefused() throws IOException {
        Path file = folder.resolve("bomb.pth");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.deflatedEntry("data.pkl", oneTensor(1)).entry("data/0", new byte[4]);
        }
        requireRefused(file, "archive/data.pkl is compressed");
    }

    @Test
    void anEntryThatClaimsMoreThanTheFileHasIsRefused() throws IOException {
        Path file = folder.resolve("lying.pth");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", oneTensor(400_000_000)).entry("data/0", new byte[4]);
        }
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int name = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("archive/data/0");
        zip.putInt(name - 26, 1_600_000_000); // the central directory's sizes: 46 bytes, then the name
        zip.putInt(name - 22, 1_600_000_000);
        Files.write(file, bytes);
        requireRefused(file, "");
    }

    @Test
    void aZipWithTwoPicklesIsRefused() throws IOException {
        Path file = folder.resolve("two.pth");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", oneTensor(1))
                    .entry("data/0", new byte[4])
                    .entryAnywhere("other/data.pkl", oneTensor(1));
        }
        requireRefused(file, "several: [archive/data.pkl, other/data.pkl]");
    }

    @Test
    void aZipWithAnEntryBesideItsFolderIsRefused() throws IOException {
        Path file = folder.resolve("stray.pth");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", oneTensor(1)).entryAnywhere("archivf/data/0", new byte[4]);
        }
        requireRefused(file, "zip with the entry archivf/data/0 (expected: all in archive/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "504b0102|8|32|has the flags 0x0820 (expected: none of encryption or patches",
                "504b0102|34|1|zip of several disks",
                "504b0506|4|2|zip of several disks",
                "504b0506|6|1|zip of several disks",
                "504b0506|16|77|broken zip",
            })
    void aZipWhoseDirectoryHasADamagedFieldIsRefused(String signature, int field, int value, String message)
            throws IOException {
        Path file = folder.resolve("damaged.pth");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", oneTensor(1)).entry("data/0", new byte[4]);
        }
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int record = text.lastIndexOf(new String(HexFormat.of().parseHex(signature), StandardCharsets.ISO_8859_1));
        bytes[record + field] = (byte) (bytes[record + field] ^ value);
        Files.write(file, bytes);
        requireRefused(file, message);
    }

    @Test
    void aZipWithTwoEntriesOfOneNameIsRefused() throws IOException {
        Path file = folder.resolve("two.pth");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", oneTensor(1)).entry("data/0", new byte[4]).entry("data/1", new byte[4]);
        }
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1).replace("data/1", "data/0");
        Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);
        requireRefused(file, "two entries named archive/data/0");
    }

    @Test
    void aZipThatIsNoCheckpointIsRefused() throws IOException {
        Path file = folder.resolve("other.zip");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("readme", new byte[4]);
        }
        requireRefused(file, "zip with no data.pkl");
    }

    @Test
    void aTorchScriptModuleWithinItselfIsRefused() throws IOException {
        byte[] pickle = new PickleWriter()
                .global("__torch__", "M")
                .codes(")")
                .code(0x81)
                .codes("q")
                .code(0)
                .codes("}")
                .text("child")
                .codes("h")
                .code(0)
                .codes("sb")
                .stop();
        requireRefused(torchScript(pickle), "modules within modules more than 64 deep");
    }

    @Test
    void aTorchScriptTreeThatSharesBranchesWithoutEndIsRefused() throws IOException {
        PickleWriter pickle = new PickleWriter();
        for (int level = 0; level < 40; level++) { // 2^40 paths
            pickle.global("__torch__", "M").codes(")").code(0x81).codes("}(");
            for (String child : List.of("left", "right")) {
                pickle.text(child);
                if (level == 0) {
                    pickle.none();
                } else {
                    pickle.codes("h").code(level);
                }
            }
            pickle.codes("ubq").code(level + 1);
            if (level < 39) {
                pickle.codes("0");
            }
        }
        requireRefused(torchScript(pickle.stop()), "more than 200000 attributes");
    }

    @Test
    void anOlderFileWhoseStoragesDoNotFitIsRefused() throws IOException {
        requireRefused(legacy("a", 2, "a", 3), "storage a out of bounds: 2 elements are claimed (it has 3)");
        requireRefused(legacy("a", 2, "b", 2), "names one that no tensor is in");
        requireRefused(legacy("a", 1L << 60, "a", 1L << 60), "truncated within storage a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<!DOCTYPE html><html>                        | a web page",
                "version https://git-lfs.github.com/spec/v1   | a Git LFS pointer",
                "GIF89a\u0001\u0000 and so on                 | no checkpoint: begins with 474946383961",
            })
    void somethingElseIsRefusedAndNamed(String content, String message) throws IOException {
        Path file = folder.resolve("other");
        Files.writeString(file, content);
        requireRefused(file, message);
    }

    @Test
    void filesOfOtherProgramsAreNamed() throws IOException {
        Path file = folder.resolve("other");
        for (String[] known : new String[][] {
            {"\u001f\u008b\b\0 and so on", "packed with gzip"},
            {"\u0089HDF\r\n\u001a\n", "HDF5, as Keras saves weights"},
            {"GGUF\u0003\0\0\0", "GGUF, mostly with quantised weights"},
            {"\b\u0007\u0012\u0007pytorch", "an ONNX model"},
            {"weights.pth" + "\0".repeat(246) + "ustar", "a tar archive"},
        }) {
            Files.writeString(file, known[0], StandardCharsets.ISO_8859_1);
            requireRefused(file, known[1]);
        }
    }

    @Test
    void aBarePickleAndAMissingFileAreRefused() throws IOException {
        Path file = folder.resolve("bare.pkl");
        Files.write(file, new PickleWriter().codes("}").stop());
        requireRefused(file, "a bare pickle (expected: a file written by torch.save");
        requireRefused(folder.resolve("nowhere.pth"), "no such file");
        requireRefused(folder, "a folder without weights (expected: a file of weights");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "best.pth                        | in this one is best.pth: give the file itself",
                "checkpoint-9/model.safetensors  | the folders checkpoint-9, which have some: give one of them",
                "step-3/__0_0.distcp             | dcp_to_torch",
                "__0_0.distcp                    | dcp_to_torch",
                "zero_pp_rank_0_mp_rank_00_model_states.pt | python zero_to_fp32.py CHECKPOINT OUT",
                "model.safetensors adapter_model.safetensors | has model.safetensors and adapter_model.safetensors",
                "mp_rank_00_model_states.pt mp_rank_01_model_states.pt | parts of each matrix on several processors",
            })
    void ofAFolderThatIsNoModelItIsSaidWhatLiesInIt(String files, String message) throws IOException {
        for (String name : files.split(" ")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        requireRefused(folder, message);
    }

    private Path torchScript(byte[] pickle) throws IOException {
        Path file = folder.resolve("script.pt");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", pickle)
                    .entry("constants.pkl", new PickleWriter().codes(")").stop());
        }
        return file;
    }

    private Path legacy(String key, long claimed, String listed, long stored) throws IOException {
        PickleWriter magic = new PickleWriter();
        magic.code(0x8a).code(10).bytes(new byte[] {
            0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19
        });
        ByteBuffer file = ByteBuffer.allocate(2000).order(ByteOrder.LITTLE_ENDIAN);
        file.put(magic.stop());
        file.put(new PickleWriter().integer(1001).stop());
        file.put(new PickleWriter()
                .codes("}")
                .text("little_endian")
                .code(0x88)
                .codes("s")
                .stop());
        file.put(oneTensor(key, claimed));
        file.put(new PickleWriter().codes("]").text(listed).codes("a").stop());
        file.putLong(stored).put(new byte[16]);
        Path path = folder.resolve("legacy.pth");
        Files.write(path, Arrays.copyOf(file.array(), file.position()));
        return path;
    }

    private static byte[] oneTensor(long elements) {
        return oneTensor("0", elements);
    }

    private static byte[] oneTensor(String key, long elements) {
        return new PickleWriter()
                .codes("}")
                .text("x")
                .tensor("FloatStorage", key, "cpu", elements, 0, List.of(elements), List.of(1L))
                .codes("s")
                .stop();
    }

    private Path safetensors(long claimedLength, String header, int values) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(8 + json.length + values).order(ByteOrder.LITTLE_ENDIAN);
        content.putLong(claimedLength).put(json);
        Path file = folder.resolve("hostile.safetensors");
        Files.write(file, content.array());
        return file;
    }

    private static void requireRefused(Path file, String... messages) {
        ThrowingCallable opening = () -> Checkpoint.open(file);
        assertThatThrownBy(opening)
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("checkpoint " + file + ": ")
                .hasMessageContainingAll(messages);
    }
}
