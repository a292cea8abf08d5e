package io.mien.making.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pickles that no training script writes: each is refused with a message that names what is wrong, and nothing runs. */
@Timeout(20)
final class HostilePickleTest {
    private static final long HUGE = 1L << 62;

    static Stream<Arguments> pickles() {
        return Stream.of(
                hostile(
                        "an unexpected global that is called",
                        "posix.system is not allowed",
                        pickle -> pickle.global("posix", "system")
                                .codes("(")
                                .text("touch executed")
                                .codes("tR")),
                hostile(
                        "an unexpected global that is only mentioned",
                        "subprocess.Popen is not allowed",
                        pickle -> pickle.codes("}")
                                .text("x")
                                .global("subprocess", "Popen")
                                .codes("s")),
                hostile(
                        "a global named on the stack",
                        "builtins.eval is not allowed",
                        pickle -> pickle.text("builtins").text("eval").code(0x93)),
                hostile(
                        "an object of the script's instead of weights",
                        "holds an object of __main__.Mine",
                        pickle -> pickle.global("__main__", "Mine").codes(")").code(0x81)),
                hostile(
                        "a whole module instead of its weights",
                        "a whole module, __main__.Net, whose class is code (expected: its weights;",
                        pickle -> pickle.global("__main__", "Net")
                                .codes(")")
                                .code(0x81)
                                .codes("}")
                                .text("_modules")
                                .codes("}sb")),
                hostile(
                        "a name hidden in a dotted module",
                        "torch.os.system is not allowed",
                        pickle -> pickle.global("torch.os", "system")),
                hostile(
                        "a module of the system's under another name",
                        "omegaconf.subprocess.run is not allowed",
                        pickle -> pickle.codes("}")
                                .text("x")
                                .global("omegaconf.subprocess", "run")
                                .codes("s")),
                hostile(
                        "a call of a class",
                        "REDUCE calls torch.FloatStorage, which is not allowed",
                        pickle -> pickle.global("torch", "FloatStorage").codes(")R")),
                hostile(
                        "a call of text",
                        "REDUCE calls text",
                        pickle -> pickle.text("print").codes(")R")),
                hostile(
                        "an object of a function",
                        "NEWOBJ of torch._utils._rebuild_tensor_v2 is not allowed",
                        pickle -> pickle.global("torch._utils", "_rebuild_tensor_v2")
                                .codes(")")
                                .code(0x81)),
                hostile(
                        "a state set on a function",
                        "BUILD of collections.OrderedDict is not allowed",
                        pickle -> pickle.global("collections", "OrderedDict").codes("}b")),
                hostile(
                        "protocol 0's instances",
                        "opcode INST is not allowed",
                        pickle -> pickle.codes("(iposix\nsystem\n")),
                hostile("protocol 1's instances", "opcode OBJ is not allowed", pickle -> pickle.codes("(o")),
                hostile("keyword arguments of nothing", "the stack is empty", pickle -> pickle.code(0x92)),
                hostile(
                        "the registry of extensions",
                        "opcode EXT1 is not allowed",
                        pickle -> pickle.code(0x82).code(1)),
                hostile("persistent ids as text", "opcode PERSID is not allowed", pickle -> pickle.codes("P0\n")),
                hostile("an unknown opcode", "unknown opcode 0xff", pickle -> pickle.code(0xff)),
                hostile(
                        "a protocol of the future",
                        "pickle protocol 9",
                        pickle -> pickle.code(0x80).code(9)),
                hostile("an empty stack", "the stack is empty", pickle -> pickle.codes("R")),
                hostile("a missing mark", "no mark on the stack", pickle -> pickle.codes("t")),
                hostile("values left over", "1 values left over", pickle -> pickle.codes("}}")),
                hostile(
                        "a memo that was never written",
                        "memo 77 is read",
                        pickle -> pickle.codes("h").code(77)),
                hostile(
                        "items set on no dict",
                        "SETITEMS on text",
                        pickle -> pickle.text("x").codes("NNs")),
                hostile(
                        "items appended to no list",
                        "APPENDS on text",
                        pickle -> pickle.text("x").codes("Na")),
                hostile(
                        "a key that contains things and no weights",
                        "it holds [a tuple or list: none]",
                        pickle -> pickle.codes("})Ns")),
                hostile(
                        "text of a gigabyte",
                        "asks for 1073741824 bytes",
                        pickle -> pickle.codes("X").littleEndian(4, 1 << 30)),
                hostile(
                        "text of a negative size",
                        "asks for -5 bytes",
                        pickle -> pickle.code(0x8d).littleEndian(8, -5)),
                hostile(
                        "text that is no text",
                        "no UTF-8",
                        pickle ->
                                pickle.codes("X").littleEndian(4, 2).code(0xc3).code(0x28)),
                hostile(
                        "millions of values",
                        "more than 2000000 values",
                        pickle -> pickle.codes("]".repeat(2_000_001))),
                hostile("millions of values out of few bytes", "more than 2000000 values", pickle -> {
                    pickle.codes("](").codes("(NNl".repeat(1000)).codes("eq").code(1);
                    for (int i = 0; i < 3000; i++) {
                        pickle.global("collections", "OrderedDict")
                                .codes("h")
                                .code(1)
                                .code(0x85)
                                .codes("R");
                    }
                }),
                hostile("a storage under no key", "no storage's", pickle -> pickle.codes(")Q")),
                hostile(
                        "a persistent id of another kind",
                        "no storage's",
                        pickle -> pickle.codes("(").text("pipe").codes("NNNNtQ")),
                hostile(
                        "a storage that is not there",
                        "no entry archive/data/5",
                        pickle -> pickle.storage("FloatStorage", "5", "cpu", 1)),
                hostile(
                        "a storage outside of the archive",
                        "no entry archive/data/../../secret",
                        pickle -> pickle.storage("FloatStorage", "../../secret", "cpu", 1)),
                hostile(
                        "a storage larger than its entry",
                        "data/0 out of bounds: 7 elements",
                        pickle -> pickle.storage("FloatStorage", "0", "cpu", 7)),
                hostile(
                        "a storage of overflowing size",
                        "data/0 out of bounds",
                        pickle -> pickle.storage("FloatStorage", "0", "cpu", HUGE)),
                hostile(
                        "a storage of negative size",
                        "negative size of -1 elements",
                        pickle -> pickle.storage("FloatStorage", "0", "cpu", -1)),
                tensor("a tensor that begins too late", "out of bounds", 1, List.of(6L), List.of(1L)),
                tensor("a tensor whose strides lead out", "out of bounds", 0, List.of(2L, 3L), List.of(4L, 1L)),
                tensor("an overflowing shape", "overflows 64 bits", 0, List.of(HUGE, HUGE), List.of(0L, 0L)),
                tensor("an overflowing stride", "overflows 64 bits", 0, List.of(5L, 2L), List.of(HUGE, 1L)),
                tensor("an overflowing offset", "out of bounds", Long.MAX_VALUE, List.of(2L), List.of(1L)),
                tensor("a shape that repeats elements without end", "lying shape", 0, List.of(1L << 40), List.of(0L)),
                tensor("a negative dimension", "negative size", 0, List.of(-2L), List.of(1L)),
                tensor("a negative stride", "negative size", 0, List.of(2L), List.of(-1L)),
                tensor("a negative offset", "negative size", -1, List.of(2L), List.of(1L)),
                tensor("fewer strides than dimensions", "2 dimensions, 1 strides", 0, List.of(2L, 1L), List.of(1L)),
                tensor(
                        "more dimensions than there can be",
                        "has 65 dimensions",
                        0,
                        Collections.nCopies(65, 1L),
                        Collections.nCopies(65, 1L)),
                hostile(
                        "a tensor without a storage",
                        "a tensor without a storage",
                        pickle -> pickle.global("torch._utils", "_rebuild_tensor_v2")
                                .codes("(NNNNtR")),
                hostile(
                        "no tensors at all",
                        "no tensors in its state dict (it holds [x: none])",
                        pickle -> pickle.codes("}").text("x").codes("Ns")),
                hostile("no dict", "holds a tuple or list", pickle -> pickle.codes("]")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pickles")
    void isRefused(String kind, String message, Consumer<PickleWriter> content, @TempDir Path folder)
            throws IOException {
        PickleWriter pickle = new PickleWriter();
        content.accept(pickle);
        Path file = folder.resolve("hostile.pth");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", pickle.stop()).entry("data/0", new byte[24]);
        }
        assertThatThrownBy(() -> Checkpoint.open(file))
                .as(kind)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("checkpoint " + file + ": ")
                .hasMessageContaining(message);
        assertThat(Path.of("executed")).doesNotExist();
        Files.delete(file); // which also shows that it was closed, where systems care
    }

    @Test
    void listsWithinListsAreHarmlessHoweverOftenTheyAreNamed(@TempDir Path folder) throws IOException {
        PickleWriter pickle =
                new PickleWriter().codes("}").text("bomb").codes("]q").code(0);
        for (int level = 0; level < 100; level++) { // 2^100 lists for whoever walks the tree
            pickle.codes("](h").code(level).codes("h").code(level).codes("eq").code(level + 1);
        }
        pickle.codes("0".repeat(100)).codes("s");
        assertThat(opens(folder, pickle)).contains(new OtherContent("bomb", "a tuple or list"));
    }

    @Test
    void aListWithinItselfIsHarmless(@TempDir Path folder) throws IOException {
        PickleWriter pickle = new PickleWriter()
                .codes("}")
                .text("loop")
                .codes("]q")
                .code(0)
                .codes("h")
                .code(0)
                .codes("as");
        assertThat(opens(folder, pickle)).contains(new OtherContent("loop", "a tuple or list"));
    }

    @Test
    void objectsOfAnyClassAreDataAndNothingOfThemRuns(@TempDir Path folder) throws IOException {
        PickleWriter pickle = new PickleWriter().codes("}");
        pickle.text("args").global("argparse", "Namespace").codes(")").code(0x81);
        pickle.codes("}").text("lr").real(1e-4).codes("sbs");
        pickle.text("out").global("pathlib", "PosixPath").text("/x").code(0x85).codes("Rs");
        pickle.text("by_class").codes("}").global("lightning", "Callback").codes("Nss");
        pickle.text("list").global("collections", "deque").codes(")R").codes("Nas");
        pickle.text("mine")
                .global("__main__", "Settings")
                .codes(")}")
                .code(0x92)
                .text("a state")
                .codes("bs");
        assertThat(opens(folder, pickle))
                .extracting(OtherContent::name, OtherContent::description)
                .contains(
                        tuple("args", "an object of argparse.Namespace"),
                        tuple("out", "an object of pathlib.PosixPath"),
                        tuple("by_class", "a dict"),
                        tuple("list", "an object of collections.deque"),
                        tuple("mine", "an object of __main__.Settings"));
    }

    private static List<OtherContent> opens(Path folder, PickleWriter pickle) throws IOException {
        pickle.text("x")
                .tensor("FloatStorage", "0", "cpu", 6, 0, List.of(6L), List.of(1L))
                .codes("s");
        Path file = folder.resolve("harmless.pth");
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("data.pkl", pickle.stop()).entry("data/0", new byte[24]);
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.tensors().keySet()).containsExactly("x");
            return checkpoint.others();
        }
    }

    private static Arguments tensor(String kind, String message, long offset, List<Long> shape, List<Long> strides) {
        return hostile(
                kind,
                message,
                pickle -> pickle.codes("}")
                        .text("x")
                        .tensor("FloatStorage", "0", "cpu", 6, offset, shape, strides)
                        .codes("s"));
    }

    private static Arguments hostile(String kind, String message, Consumer<PickleWriter> content) {
        return Arguments.of(kind, message, content);
    }
}
