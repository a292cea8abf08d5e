package io.mien.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.pictures.NaturalOrder;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClipListTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path list;

    @BeforeEach
    void nameTheList() {
        list = folder.resolve("list.txt");
    }

    @Test
    void pathsOfAnotherMachineAreFoundBelowTheRoot() throws IOException {
        Path clip = Files.createDirectories(folder.resolve("root/clips/a clip"));
        Files.writeString(list, "/data/DFEW/clips/a clip 12 3\n\n");
        ListedClip found = ClipList.read(list, folder.resolve("root")).clips().get(0);
        assertThat(found).isEqualTo(new ListedClip("/data/DFEW/clips/a clip", clip, 12, 3));
    }

    @ParameterizedTest
    @CsvSource({"D:\\data\\DFEW\\clips\\a clip 12 3", "clips\\a clip\t12\t3", "\\\\server\\share\\clips\\a clip 12 3"})
    void pathsOfWindowsAreFoundBelowTheRootAndBesideTheList(String line) throws IOException {
        Path clip = Files.createDirectories(folder.resolve("clips/a clip"));
        Files.writeString(list, line + "\r\n");
        assertThat(ClipList.read(list, folder).clips().get(0).place()).isEqualTo(clip);
        if (line.startsWith("clips")) {
            assertThat(ClipList.read(list, null).clips().get(0).place()).isEqualTo(clip);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Normalizer.Form.class,
            names = {"NFC", "NFD"})
    void aNameIsFoundThatTheDiskWritesWithOtherCharacters(Normalizer.Form onDisk) throws IOException {
        String name = "visage \u00E9tonn\u00E9";
        Path clip = Files.createDirectories(folder.resolve("clips").resolve(Normalizer.normalize(name, onDisk)));
        for (Normalizer.Form inList : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
            Files.writeString(list, "clips/" + Normalizer.normalize(name, inList) + " 12 3\n");
            assertThat(ClipList.read(list, folder).clips().get(0).place()).isEqualTo(clip);
            assertThat(ClipList.read(list, null).clips().get(0).place()).isEqualTo(clip);
        }
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of("\uFEFF", StandardCharsets.UTF_8, Optional.empty()),
                Arguments.of("\uFEFF", StandardCharsets.UTF_16LE, Optional.empty()),
                Arguments.of("\uFEFF", StandardCharsets.UTF_16BE, Optional.empty()),
                Arguments.of("", StandardCharsets.UTF_16LE, Optional.empty()),
                Arguments.of("", StandardCharsets.UTF_8, Optional.empty()),
                Arguments.of("", Charset.forName("windows-1252"), Optional.of(Charset.forName("windows-1252"))));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void aListIsReadInAnyEncodingThatItSaysOrThatIsNamed(String mark, Charset saved, Optional<Charset> named)
            throws IOException {
        Path clip = Files.createDirectories(folder.resolve("clips/naïve"));
        Files.write(list, (mark + "clips/naïve 12 3\n").getBytes(saved));
        ClipListReading reading =
                new ClipListReading(Optional.empty(), ClipListFormat.PUBLISHED, named, Optional.empty(), false, false);
        assertThat(ClipList.readWith(list, reading).clips())
                .containsExactly(new ListedClip("clips/naïve", clip, 12, 3));
    }

    @Test
    void anotherEncodingIsRefusedWithTheLineAndWhatToDo() throws IOException {
        Files.write(list, "clips/1 2 3\nclips/naïve 12 3\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ClipList.read(list, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("line 2: is no UTF-8")
                .hasMessageContaining("--list-encoding");
    }

    @Test
    void aLineThatIsNoneIsNamed() throws IOException {
        Files.writeString(list, "clips/1 twelve 3\n");
        assertThatThrownBy(() -> ClipList.read(list, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("line 1: clips/1 twelve 3 (expected: whole numbers for frames and label)");
    }

    @Test
    void aClipThatIsNotThereIsNamedWithWhatToDo() throws IOException {
        Files.writeString(list, "clips/1 12 3\n");
        assertThatThrownBy(() -> ClipList.read(list, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("--root DIR");
    }

    @Test
    void allBadLinesAreNamedAtOnceAndLeftOutOnRequest() throws IOException {
        Files.createDirectories(folder.resolve("clips/1"));
        Files.writeString(list, "clips/1 12 3\nclips/2 12 3\nclips/1 0 3\nnothing\nclips/1 5 0\n");
        assertThatThrownBy(() -> ClipList.read(list, null))
                .hasMessageContaining("3 of 5 lines are bad (--skip-bad goes on without them)")
                .hasMessageContaining("line 2: clips/2 is not at")
                .hasMessageContaining("line 3: clips/1 0 3 (expected: at least one frame)")
                .hasMessageContaining("line 4: nothing (expected: folder, frames and label)");
        ClipList read = ClipList.readWith(
                list,
                new ClipListReading(
                        Optional.empty(), ClipListFormat.PUBLISHED, Optional.empty(), Optional.empty(), false, true));
        assertThat(read.clips()).extracting(ListedClip::frames).containsExactly(12, 5);
        assertThat(read.skipped()).hasSize(3);
        Files.writeString(list, "nothing\n");
        assertThatThrownBy(() -> ClipList.readWith(
                        list,
                        new ClipListReading(
                                Optional.empty(),
                                ClipListFormat.PUBLISHED,
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                true)))
                .hasMessageContaining("nothing left: line 1: nothing");
    }

    @Test
    void dfewsLabelsBeginWithOneAndItsClipsAreNumbers() throws IOException {
        pictures("clip_224x224_part_1/00013", "1.jpg", "2.jpg", "10.jpg");
        pictures("clip_224x224_part_2/02000", "1.jpg");
        Files.writeString(list, "\uFEFFvideo_name,label\r\n13,1\r\n2000,7\r\n");
        assertThat(read(ClipListFormat.DFEW))
                .extracting(ListedClip::path, ListedClip::frames, ListedClip::label)
                .containsExactly(tuple("00013", 3, 0), tuple("02000", 1, 6));
        Files.writeString(list, "13,0\n13,8\n13\n");
        assertThatThrownBy(() -> read(ClipListFormat.DFEW)).hasMessageContaining("3 of 3 lines are bad");
    }

    @Test
    void ferv39kAndMafwHaveWords() throws IOException {
        pictures("2_ClipsforFaceCrop/Action/Sad/0010", "1.jpg");
        pictures("2_ClipsforFaceCrop/Crime/Happy/0001", "1.jpg", "2.jpg");
        Files.writeString(list, "Action/Sad/0010 Sad\nCrime/Happy/0001 Happy\n");
        ClipList ferv39k =
                ClipList.readWith(list, reading(ClipListFormat.FERV39K, folder.resolve("2_ClipsforFaceCrop")));
        assertThat(ferv39k.clips()).extracting(ListedClip::label).containsExactly(1, 0);
        assertThat(ferv39k.withLabels(LabelSet.DFEW_7.labels())).isEqualTo(ferv39k);
        assertThatThrownBy(() -> ferv39k.withLabels(LabelSet.MAFW_11.labels()))
                .hasMessageContaining("write a list of folder, frames and label for others");

        pictures("00059", "a.png");
        Files.writeString(list, "00059.mp4 helplessness\n");
        assertThat(read(ClipListFormat.MAFW))
                .containsExactly(new ListedClip("00059.mp4", folder.resolve("00059"), 1, 9));
        Files.writeString(list, "00059.mp4 boredom\n");
        assertThatThrownBy(() -> read(ClipListFormat.MAFW)).hasMessageContaining("one of the words [happiness,");
    }

    @Test
    void aLineWithoutFramesIsCountedOnDisk() throws IOException {
        pictures("clip_224x224/00001", "1.jpg", "2.jpg");
        Files.writeString(list, "/home/gpu/DFEW/Clip/clip_224x224/00001 6\n");
        assertThat(read(ClipListFormat.PUBLISHED))
                .containsExactly(new ListedClip(
                        "/home/gpu/DFEW/Clip/clip_224x224/00001", folder.resolve("clip_224x224/00001"), 2, 6));
        assertThatThrownBy(() -> ClipList.read(list, folder)).hasMessageContaining("its frames are in no list");
    }

    @Test
    void numbersOfAnotherOrderOfTheLabelsAreTurnedByTheirNames() throws IOException {
        pictures("clip", "1.jpg");
        Files.writeString(list, "clip 0\nclip 3\nclip 6\n");
        List<String> written = List.of("anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise");
        ClipListReading reading = new ClipListReading(
                Optional.of(folder),
                ClipListFormat.PUBLISHED,
                Optional.of(new LabelSet("list", written)),
                Optional.empty(),
                Optional.of(new PictureFolders()),
                false,
                false);
        ClipList turned = ClipList.readWith(list, reading).withLabels(LabelSet.DFEW_7.labels());
        assertThat(turned.clips()).extracting(ListedClip::label).containsExactly(3, 0, 4);
        assertThat(turned.withLabels(LabelSet.DFEW_7.labels())).isEqualTo(turned);
        assertThat(turned.with(turned.clips().subList(0, 1)).labels()).isEqualTo(turned.labels());
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", " "})
    void aHeaderNamesTheColumnsAndWhatElseIsSaidOfAClip(String separator) throws IOException {
        Path clip = pictures("s1/clip", "1.jpg", "2.jpg");
        String lines = "\uFEFFSubject,Path,Label,Frames,Group\ns1,s1/clip,3,2,60-69\n\ns2,s1/clip,0,1,\"18-29\"\n";
        Files.writeString(list, lines.replace(",", separator));
        assertThat(read(ClipListFormat.PUBLISHED))
                .containsExactly(
                        new ListedClip("s1/clip", clip, 2, 3, Map.of("subject", "s1", "group", "60-69")),
                        new ListedClip("s1/clip", clip, 1, 0, Map.of("subject", "s2", "group", "18-29")));
    }

    @Test
    void quotedAndEmptyFieldsOfAListWithAHeaderAreFields() throws IOException {
        pictures("a, b", "1.jpg");
        Files.writeString(list, "video_name,label,group\n\"a, b\",1,\nno such,1,x\n\"a, b\",1\n\"a, b\",,x\n");
        assertThatThrownBy(() -> read(ClipListFormat.DFEW))
                .hasMessageContaining("3 of 4 lines are bad")
                .hasMessageContaining("line 3: neither no such nor")
                .hasMessageContaining("line 4: \"a, b\",1 (expected: 3 fields, as the header has)")
                .hasMessageContaining("line 5: \"a, b\",,x (expected: a clip and its label)");
        Files.writeString(list, "video_name,label,group\n\"a, b\",1,\n");
        assertThat(read(ClipListFormat.DFEW).get(0).columns()).isEqualTo(Map.of("group", ""));
        Files.writeString(list, "clip,label,group,group\n");
        assertThatThrownBy(() -> read(ClipListFormat.PUBLISHED))
                .hasMessageContaining("header: two columns are called \"group\" (expected: each name once)");
    }

    @Test
    void picturesAreInNaturalOrderWithoutStrayFiles() throws IOException {
        Path clip = pictures("clip", "10.jpg", "9.jpg", "1.jpg", "Thumbs.db", ".DS_Store", "._1.jpg", "desktop.ini");
        Files.createDirectory(clip.resolve("@eaDir"));
        Files.createDirectory(clip.resolve("__MACOSX"));
        assertThat(new PictureFolders().frames(clip)).isEqualTo(3);
        assertThat(Stream.of("f10.jpg", "f9.jpg", "f010.jpg", "f1.jpg", "f1_2.jpg", "f1_10.jpg", "e.jpg")
                        .sorted(NaturalOrder.INSTANCE))
                .containsExactly("e.jpg", "f1.jpg", "f1_2.jpg", "f1_10.jpg", "f9.jpg", "f010.jpg", "f10.jpg");
    }

    @Test
    void framesAreThoseOnDiskOrAtLeastThoseOfTheList() throws IOException {
        pictures("clip", "1.jpg", "2.jpg");
        Files.writeString(list, "clip 40 0\n");
        assertThatThrownBy(() -> read(ClipListFormat.PUBLISHED))
                .hasMessageContaining("2 pictures (expected: at least 40, as the list says; --frames-on-disk");
        ClipListReading onDisk = new ClipListReading(
                Optional.empty(),
                ClipListFormat.PUBLISHED,
                Optional.empty(),
                Optional.of(new PictureFolders()),
                true,
                false);
        assertThat(ClipList.readWith(list, onDisk).clips().get(0).frames()).isEqualTo(2);
        Files.writeString(list, "clip 1 0\n");
        assertThat(read(ClipListFormat.PUBLISHED).get(0).frames()).isEqualTo(1);
    }

    private List<ListedClip> read(ClipListFormat format) {
        return ClipList.readWith(list, reading(format, folder)).clips();
    }

    private static ClipListReading reading(ClipListFormat format, Path root) {
        return new ClipListReading(
                Optional.of(root), format, Optional.empty(), Optional.of(new PictureFolders()), false, false);
    }

    private Path pictures(String clip, String... names) throws IOException {
        Path place = Files.createDirectories(folder.resolve(clip));
        for (String name : names) {
            Files.createFile(place.resolve(name));
        }
        return place;
    }
}
