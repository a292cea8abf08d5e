package io.mien.cli.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.evaluation.Confusion;
import io.mien.evaluation.CoverageCurve;
import io.mien.evaluation.EvaluatedClip;
import io.mien.evaluation.Evaluation;
import io.mien.evaluation.PairedComparison;
import io.mien.evaluation.RecallIntervals;
import io.mien.evaluation.ReliabilityDiagram;
import io.mien.models.ModelManifest;
import java.io.PrintWriter;

/**
 * Writes an evaluation for programs: {@code {war, uar, confusion, clips: [{path, label, predicted, logits}]}} and more
 * beside it. Of several folds, {@code war} and {@code uar} are the means and {@code folds} has each. Recalls are per
 * cent, labels are indices.
 */
final class EvaluationJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EvaluationJson() {}

    static void print(EvaluationReport report, PrintWriter out) {
        ObjectNode result;
        if (report.folds().size() == 1) {
            result = fold(report.folds().get(0));
        } else {
            result = JSON.createObjectNode();
            result.put("war", report.mean(Confusion::weightedAverageRecall));
            result.put("uar", report.mean(Confusion::unweightedAverageRecall));
            report.intervals().ifPresent(drawn -> put(result.putObject("intervals"), drawn));
            report.compared().ifPresent(both -> put(result.putObject("compared"), both));
            ArrayNode all = result.putArray("folds");
            report.folds().forEach(fold -> all.add(fold(fold)));
        }
        report.difference().ifPresent(drawn -> put(result.putObject("difference"), drawn));
        if (!report.groupedBy().isEmpty()) {
            ObjectNode groups = result.putObject("groups");
            for (String column : report.groupedBy()) {
                ArrayNode values = groups.putArray(column);
                report.groups(column).forEach((value, group) -> {
                    ObjectNode one = values.addObject();
                    one.put("value", value);
                    one.put("clips", group.clips().size());
                    putFigures(one, group);
                });
            }
        }
        out.println(result);
        out.flush();
    }

    private static ObjectNode fold(EvaluatedFold fold) {
        ObjectNode json = evaluation(fold.clips());
        json.put("list", fold.list().toString());
        double leastProbability = fold.model().leastProbability();
        if (leastProbability > ModelManifest.NEVER_UNSURE || fold.clips().unfamiliar() > 0) {
            Confusion sure = fold.clips().ofSure(leastProbability).confusion();
            ObjectNode margin = json.putObject("sure");
            margin.put("least_probability", leastProbability);
            margin.put("unlike_training", fold.clips().unfamiliar());
            margin.put("clips", sure.clips());
            margin.put("war", 100 * sure.weightedAverageRecall());
            margin.put("uar", 100 * sure.unweightedAverageRecall());
        }
        fold.intervals().ifPresent(drawn -> put(json.putObject("intervals"), drawn));
        fold.compared().ifPresent(both -> put(json.putObject("compared"), both));
        fold.windows().ifPresent(windows -> json.set("windows", evaluation(windows)));
        return json;
    }

    private static void put(ObjectNode json, RecallIntervals drawn) {
        json.put("subjects", drawn.subjects());
        put(json.putArray("war"), drawn.weighted());
        put(json.putArray("uar"), drawn.unweighted());
    }

    private static void put(ObjectNode json, PairedComparison both) {
        json.put("both_right", both.bothRight());
        json.put("this_alone", both.firstAlone());
        json.put("other_alone", both.secondAlone());
        json.put("both_wrong", both.bothWrong());
        json.put("mcnemar_p", both.probability());
    }

    private static void put(ArrayNode ends, RecallIntervals.Interval interval) {
        ends.add(100 * interval.low()).add(100 * interval.high());
    }

    private static ObjectNode evaluation(Evaluation evaluation) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode labels = json.putArray("labels");
        evaluation.labels().forEach(labels::add);
        putFigures(json, evaluation);
        ArrayNode skipped = json.putArray("skipped");
        evaluation.skipped().forEach(skipped::add);
        ArrayNode bins = json.putArray("reliability");
        for (ReliabilityDiagram.Bin bin : evaluation.reliability().bins()) {
            if (bin.clips() > 0) {
                bins.addObject()
                        .put("above", bin.above())
                        .put("up_to", bin.upTo())
                        .put("clips", bin.clips())
                        .put("confidence", bin.confidence())
                        .put("right", bin.right());
            }
        }
        ArrayNode coverage = json.putArray("coverage");
        for (CoverageCurve.Point point : evaluation.coverage().points()) {
            coverage.addObject()
                    .put("least_probability", point.leastProbability())
                    .put("answered", point.answered())
                    .put("war", 100 * point.right())
                    .put("uar", 100 * point.recall());
        }
        ArrayNode clips = json.putArray("clips");
        for (EvaluatedClip clip : evaluation.clips()) {
            ObjectNode one = clips.addObject();
            one.put("path", clip.path());
            one.put("label", clip.label());
            one.put("predicted", clip.predicted());
            ArrayNode logits = one.putArray("logits");
            clip.logits().forEach(logits::add);
            ArrayNode probabilities = one.putArray("probabilities");
            clip.probabilities().forEach(probabilities::add);
            one.put("unlikeness", clip.unlikeness());
            if (!clip.columns().isEmpty()) {
                ObjectNode columns = one.putObject("columns");
                clip.columns().forEach(columns::put);
            }
        }
        return json;
    }

    private static void putFigures(ObjectNode json, Evaluation evaluation) {
        Confusion confusion = evaluation.confusion();
        json.put("war", 100 * confusion.weightedAverageRecall());
        json.put("uar", 100 * confusion.unweightedAverageRecall());
        json.put("ece", evaluation.calibrationError());
        ArrayNode absent = json.putArray("absent");
        evaluation.absent().forEach(absent::add);
        ArrayNode recalls = json.putArray("recalls");
        ArrayNode rows = json.putArray("confusion");
        for (int label = 0; label < confusion.classes(); label++) {
            if (confusion.clips(label) == 0) {
                recalls.addNull();
            } else {
                recalls.add(100 * confusion.recall(label));
            }
            ArrayNode row = rows.addArray();
            confusion.rows().get(label).forEach(row::add);
        }
    }
}
