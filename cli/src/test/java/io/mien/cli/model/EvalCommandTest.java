package io.mien.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.cli.InProcessMien;
import io.mien.cli.ListedPictures;
import io.mien.cli.terminal.ExitCode;
import io.mien.making.build.UntrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien eval} on a handful of tiny pictures, with a small untrained model. */
final class EvalCommandTest {
    @TempDir
    private static Path folder;

    private static Path model;
    private static Path list;
    private static Path other;

    @BeforeAll
    static void write() throws IOException {
        model = folder.resolve("model");
        UntrainedModel.build(model, UntrainedModel.Size.TINY, 1);
        list = ListedPictures.write(folder, "first", 5);
        other = ListedPictures.write(folder, "second", 3);
    }

    private static InProcessMien.Result eval(String... more) {
        List<String> arguments = new ArrayList<>(List.of("eval", "--model", model.toString()));
        arguments.addAll(List.of(more));
        return InProcessMien.run(arguments.toArray(String[]::new));
    }

    /** Counts again what the clips say. */
    private static double war(JsonNode evaluation) {
        int right = 0;
        for (JsonNode clip : evaluation.get("clips")) {
            right += clip.get("label").equals(clip.get("predicted")) ? 1 : 0;
        }
        return 100.0 * right / evaluation.get("clips").size();
    }

    @Test
    void jsonHasEveryClipAndFiguresThatFollowFromThem() throws IOException {
        JsonNode json = eval("--list", list.toString(), "--format", "json").json();
        assertThat(json.get("clips")).hasSize(5);
        assertThat(json.at("/clips/3/path").textValue()).isEqualTo("first/s1/clip3");
        assertThat(json.at("/clips/4/label").intValue()).isEqualTo(1);
        assertThat(json.at("/clips/0/logits")).hasSize(7);
        assertThat(json.get("war").doubleValue()).isCloseTo(war(json), within(1e-9));
        assertThat(json.get("absent").toString()).contains("anger", "fear").doesNotContain("happiness");
        int[] rows = new int[7];
        double recalls = 0;
        for (int label = 0; label < 7; label++) {
            for (JsonNode count : json.at("/confusion/" + label)) {
                rows[label] += count.intValue();
            }
            recalls += json.at("/recalls/" + label).asDouble(0);
        }
        assertThat(rows).containsExactly(2, 2, 1, 0, 0, 0, 0);
        assertThat(json.at("/recalls/3").isNull()).isTrue();
        assertThat(json.get("uar").doubleValue()).isCloseTo(recalls / 3, within(1e-9));
        assertThat(json.get("ece").doubleValue()).isBetween(0.0, 1.0);
    }

    @Test
    void clipsAreClassifiedAsTheClassifyCommandDoesAndFoundBelowTheRoot() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere.txt"), "/data/clips/first/s0/clip1 4 1\n");
        JsonNode evaluated = eval("--list", elsewhere.toString(), "--root", folder.toString(), "--format", "json")
                .json();
        JsonNode classified = InProcessMien.run(
                        "model",
                        "classify",
                        "--model",
                        model.toString(),
                        "--format",
                        "json",
                        folder.resolve("first/s0/clip1").toString())
                .json();
        for (int label = 0; label < 7; label++) {
            assertThat(evaluated.at("/clips/0/logits/" + label).doubleValue())
                    .isCloseTo(classified.at("/0/logits/" + label).doubleValue(), within(1e-4));
        }
    }

    @Test
    void textIsForPeopleAndThePictureIsDrawn() throws IOException {
        Path picture = folder.resolve("confusion.png");
        Path coverage = folder.resolve("coverage.svg");
        InProcessMien.Result result = eval(
                "--list",
                list.toString(),
                "--windows",
                "PT0.16S",
                "--picture",
                picture.toString(),
                "--coverage",
                coverage.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("5 clips, WAR", "cut into the stream's windows: WAR", "no clips of anger", "left out of UAR");
        assertThat(result.out().lines().filter(line -> line.startsWith("  happiness")))
                .hasSize(1);
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isGreaterThan(100);
        assertThat(coverage)
                .content()
                .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" ")
                .contains("at least 0.00: 1.000 answered", "of the answers, right")
                .endsWith("</svg>\n");
        assertThat(result.err()).contains("UNTRAINED");
    }

    @Test
    void foldsAreAveragedWithoutWeights() throws IOException {
        JsonNode json = eval("--list", list.toString(), "--list", other.toString(), "--format", "json")
                .json();
        assertThat(json.get("folds")).hasSize(2);
        double mean =
                (json.at("/folds/0/war").doubleValue() + json.at("/folds/1/war").doubleValue()) / 2;
        assertThat(json.get("war").doubleValue()).isCloseTo(mean, within(1e-9));
        assertThat(eval("--list", list.toString(), "--list", other.toString()).out())
                .contains("mean of 2 folds");
    }

    @Test
    void windowsOfTheStreamStandBesideWholeClips() throws IOException {
        JsonNode json = eval("--list", list.toString(), "--windows", "PT0.16S", "--format", "json")
                .json();
        assertThat(json.at("/windows/clips")).hasSize(5);
        assertThat(json.at("/windows/war").doubleValue()).isCloseTo(war(json.get("windows")), within(1e-9));
    }

    @Test
    void listsThatCannotBeScoredAreRefused() throws IOException {
        assertThat(eval("--list", folder.resolve("none.txt").toString()).refusal(ExitCode.MODEL))
                .contains("none.txt: cannot be read");
        Path outside = Files.writeString(folder.resolve("outside.txt"), "first/s0/clip0 3 7\n");
        assertThat(eval("--list", outside.toString()).refusal(ExitCode.MODEL)).contains("label 7 of first/s0/clip0");
        Path absent = Files.writeString(folder.resolve("absent.txt"), "first/s9/clip0 3 0\n");
        assertThat(eval("--list", absent.toString()).refusal(ExitCode.MODEL)).contains("--root DIR");
        Path longer = Files.writeString(folder.resolve("longer.txt"), "first/s0/clip0 40 0\n");
        assertThat(eval("--list", longer.toString()).refusal(ExitCode.MODEL)).contains("pictures (expected: at least");
        assertThat(eval("--model", model.toString(), "--list", list.toString()).refusal(ExitCode.USAGE))
                .contains("2 for 1 lists");
    }

    @Test
    void badLinesAreAllNamedOrLeftOutAndCounted() throws IOException {
        Path mixed = Files.writeString(
                folder.resolve("mixed.txt"),
                "\uFEFFfirst\\s0\\clip0 3 0\r\nfirst/s9/clip0 3 0\r\nfirst/s0/clip0 40 0\r\nno line\r\n");
        assertThat(eval("--list", mixed.toString()).refusal(ExitCode.MODEL))
                .contains("3 of 4 lines are bad", "line 2: ", "line 3: ", "line 4: ");
        JsonNode json = eval("--list", mixed.toString(), "--skip-bad", "--format", "json")
                .json();
        assertThat(json.get("clips")).hasSize(1);
        assertThat(json.get("skipped")).hasSize(3);
        assertThat(eval("--list", mixed.toString(), "--skip-bad").out()).contains("left out 3 of the list");
        assertThat(eval("--list", mixed.toString(), "--frames-on-disk", "--skip-bad", "--format", "json")
                        .json()
                        .get("clips"))
                .hasSize(2);
    }

    @Test
    void aDataSetsOwnLabelFileIsRead() throws IOException {
        Path dfew = Files.writeString(folder.resolve("set_1.csv"), "video_name,label\n1,1\n2,7\n");
        Files.createDirectories(folder.resolve("parts/00001"));
        Files.createDirectories(folder.resolve("parts/00002"));
        for (String clip : List.of("00001", "00002")) {
            for (int frame = 1; frame <= 2; frame++) {
                Files.copy(picture("first/s0/clip0"), folder.resolve("parts/" + clip + "/" + frame + ".jpg"));
            }
        }
        JsonNode json = eval(
                        "--list", dfew.toString(), "--root", folder.toString(), "--format", "dfew", "--format", "json")
                .json();
        assertThat(json.at("/clips/0/label").intValue()).isZero();
        assertThat(json.at("/clips/1/label").intValue()).isEqualTo(6);
        assertThat(eval("--list", dfew.toString(), "--format", "xml").refusal(ExitCode.USAGE))
                .contains("--format xml: unknown");
    }

    private static Path picture(String clip) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(clip))) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    @Test
    void intervalsAComparisonAndTablesStandBesideTheFigures() throws IOException {
        Path another = folder.resolve("another");
        UntrainedModel.build(another, UntrainedModel.Size.TINY, 2);
        Path csv = folder.resolve("table.csv");
        JsonNode json = eval(
                        "--list",
                        list.toString(),
                        "--intervals-by",
                        "([^/]+)/[^/]+$",
                        "--against",
                        another.toString(),
                        "--table",
                        csv.toString(),
                        "--format",
                        "json")
                .json();
        assertThat(json.at("/intervals/subjects").intValue()).isEqualTo(2);
        assertThat(json.at("/intervals/war/0").doubleValue())
                .isLessThanOrEqualTo(json.get("war").doubleValue());
        int counted = 0;
        for (String part : List.of("both_right", "this_alone", "other_alone", "both_wrong")) {
            counted += json.at("/compared/" + part).intValue();
        }
        assertThat(counted).isEqualTo(5);
        assertThat(json.at("/compared/mcnemar_p").doubleValue()).isBetween(0.0, 1.0);
        assertThat(json.at("/difference/war/0").doubleValue())
                .isLessThanOrEqualTo(json.at("/difference/war/1").doubleValue());
        assertThat(Files.readAllLines(csv))
                .hasSize(3)
                .first()
                .isEqualTo("model,list,happiness,sadness,neutral,anger,surprise,disgust,fear,UAR,WAR,"
                        + "UAR from,UAR to,WAR from,WAR to");
        Path tex = folder.resolve("table.tex");
        assertThat(eval("--list", list.toString(), "--list", other.toString(), "--table", tex.toString())
                        .exitCode())
                .isZero();
        assertThat(Files.readString(tex))
                .contains("\\begin{tabular}{ll*{9}{r}}", " & first.txt & ", " & mean & ", " & -- & ");
        assertThat(eval("--list", list.toString(), "--table", "x.doc").refusal(ExitCode.USAGE))
                .contains("--table x.doc");
        assertThat(eval("--list", list.toString(), "--intervals-by", "(").refusal(ExitCode.USAGE))
                .contains("--intervals-by (");
        assertThat(eval("--list", list.toString(), "--intervals-by", "x(\\d+)").refusal(ExitCode.MODEL))
                .contains("no subject in first/s0/clip0");
        assertThat(eval(
                                "--list",
                                list.toString(),
                                "--page",
                                folder.resolve("no/page.html").toString())
                        .refusal(ExitCode.DISK))
                .contains("--page ", ": no folder ");
        assertThat(eval("--list", list.toString(), "--worst", "-1").refusal(ExitCode.USAGE))
                .contains("--worst: -1");
    }

    /** The first list's clips with a header, subjects and groups. */
    private static Path grouped() throws IOException {
        List<String> lines = new ArrayList<>(List.of("clip,label,subject,gender,group"));
        for (int clip = 0; clip < 5; clip++) {
            lines.add("first/s" + clip / 3 + "/clip" + clip + "," + clip % 3 + ",person " + clip / 2 + ","
                    + (clip % 2 == 0 ? "f" : "\"m, <or> \"\"x\"\"\"") + "," + (clip == 4 ? "" : "60+"));
        }
        return Files.write(folder.resolve("grouped.csv"), lines);
    }

    @Test
    void groupsAndSubjectsThatTheListNamesAreTakenApart() throws IOException {
        String list = grouped().toString();
        JsonNode json = eval("--list", list, "--format", "json").json();
        assertThat(json.at("/groups/group").findValuesAsText("value")).containsExactly("", "60+");
        assertThat(json.at("/groups/group/1/clips").intValue()).isEqualTo(4);
        assertThat(json.at("/intervals/subjects").intValue()).isEqualTo(3);
        assertThat(json.at("/clips/1/columns/gender").textValue()).isEqualTo("m, <or> \"x\"");
        InProcessMien.Result text = eval("--list", list, "--group-by", "gender", "--group-by", "group");
        assertThat(text.out()).contains("by gender", "m, <or> \"x\"", "by group", "(nothing said)");
        assertThat(eval("--list", list, "--group-by", "age").refusal(ExitCode.MODEL))
                .contains("no column \"age\" (expected: one of [subject, gender, group])");
        assertThat(eval("--list", EvalCommandTest.list.toString(), "--group-by", "age")
                        .refusal(ExitCode.MODEL))
                .contains("a header that names it: clip,label,age");
        Path tex = folder.resolve("groups.tex");
        assertThat(eval("--list", list, "--group-by", "gender", "--table", tex.toString())
                        .exitCode())
                .isZero();
        assertThat(Files.readString(tex)).contains(" & gender: f & ", " & gender: m, <or> \"x\" & ", " [");
    }

    @Test
    void thePageStandsAloneAndShowsWhatWasMeasured() throws IOException {
        Path another = folder.resolve("opponent");
        UntrainedModel.build(another, UntrainedModel.Size.TINY, 3);
        Path page = folder.resolve("page.html");
        InProcessMien.Result result = eval(
                "--list",
                grouped().toString(),
                "--list",
                other.toString(),
                "--against",
                another.toString(),
                "--intervals-by",
                "([^/]+)/[^/]+$",
                "--page",
                page.toString(),
                "--worst",
                "2",
                "--skip-bad");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("mean of 2 folds", "this model's less the other's");
        String html = Files.readString(page);
        assertThat(html)
                .contains(
                        "grouped.csv",
                        "second.txt",
                        "means over 2 lists; 8 clips",
                        "role=\"img\"",
                        "Expected calibration error",
                        "Against ",
                        "UNTRAINED",
                        "McNemar",
                        "sha256:")
                .doesNotContain("<script", "http://", "https://", "<img", "data:image");
        assertThat(Jsoup.parse(html).select("h2:contains(mistaken) + div tr")).hasSizeLessThanOrEqualTo(3);
        assertThat(Jsoup.parse(html).select("svg")).hasSize(3);
    }

    @Test
    void anotherOrderOfTheLabelsIsTurnedByTheirNames() throws IOException {
        Path uncounted = Files.writeString(folder.resolve("other-order.txt"), "first/s0/clip0 3\nfirst/s0/clip1 5\n");
        JsonNode json = eval(
                        "--list",
                        uncounted.toString(),
                        "--list-labels",
                        "anger,disgust,fear,happiness,neutral,sadness,surprise",
                        "--format",
                        "json")
                .json();
        assertThat(json.at("/clips/0/label").intValue()).isZero();
        assertThat(json.at("/clips/1/label").intValue()).isEqualTo(1);
        assertThat(eval("--list", uncounted.toString(), "--list-labels", "joy,grief")
                        .refusal(ExitCode.MODEL))
                .contains("labels [joy, grief] (expected: [happiness");
        assertThat(eval("--list", uncounted.toString(), "--list-labels", "joy").refusal(ExitCode.USAGE))
                .contains("--list-labels joy: ");
        assertThat(eval("--list", uncounted.toString(), "--list-labels", "a,b", "--format", "dfew")
                        .refusal(ExitCode.USAGE))
                .contains("which has its own (expected: none)");
    }
}
