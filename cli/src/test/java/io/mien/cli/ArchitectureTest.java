package io.mien.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The layering of docs/architecture.md. Think hard about the layering before changing this file. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mien");

    @Test
    void betweenTheModulesThereIsOnlyKafka() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.mien..")
                .layer("failures")
                .definedBy("io.mien.failures..")
                .layer("freshness")
                .definedBy("io.mien.freshness..")
                .layer("schemas")
                .definedBy("io.mien.schemas..")
                .layer("keys")
                .definedBy("io.mien.keys..")
                .layer("pictures")
                .definedBy("io.mien.pictures..")
                .layer("models")
                .definedBy("io.mien.models..")
                .layer("making")
                .definedBy("io.mien.making..")
                .layer("training")
                .definedBy("io.mien.training..", "io.mien.evaluation..")
                .layer("demonstration")
                .definedBy("io.mien.demonstration..")
                .layer("recordings")
                .definedBy("io.mien.recording..")
                .layer("broker")
                .definedBy("io.mien.broker..")
                .layer("ingest")
                .definedBy("io.mien.ingest..")
                .layer("infer")
                .definedBy("io.mien.infer..")
                .layer("dashboard")
                .definedBy("io.mien.dashboard..")
                .layer("gateway")
                .definedBy("io.mien.gateway..")
                .layer("faces")
                .definedBy("io.mien.faces..")
                .layer("cli")
                .definedBy("io.mien.cli..")
                .whereLayer("failures")
                .mayNotAccessAnyLayer()
                .whereLayer("freshness")
                .mayOnlyBeAccessedByLayers("ingest", "infer", "cli")
                .whereLayer("schemas")
                .mayOnlyBeAccessedByLayers("keys", "recordings", "ingest", "infer", "dashboard", "gateway", "cli")
                .whereLayer("keys")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("recordings")
                .mayOnlyBeAccessedByLayers("infer", "cli")
                .whereLayer("pictures")
                .mayOnlyBeAccessedByLayers("models", "making", "training", "ingest", "infer", "gateway", "cli")
                .whereLayer("models")
                .mayOnlyBeAccessedByLayers("making", "training", "demonstration", "infer", "cli")
                .whereLayer("making")
                .mayOnlyBeAccessedByLayers("training", "cli")
                .whereLayer("training")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("demonstration")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("broker")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("faces")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("ingest")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("infer")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("dashboard")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("gateway")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    /** What the rooms share lies in terminal, feeds, readings, clips, deadletters, metrics and alerts, which know no room of commands. */
    @Test
    void theCommandLinesRoomsDoNotKnowEachOther() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.mien.cli..")
                .layer("root")
                .definedBy("io.mien.cli")
                .layer("terminal")
                .definedBy("io.mien.cli.terminal")
                .layer("feeds")
                .definedBy("io.mien.cli.feeds")
                .layer("readings")
                .definedBy("io.mien.cli.readings")
                .layer("clips")
                .definedBy("io.mien.cli.clips")
                .layer("deadletters")
                .definedBy("io.mien.cli.deadletters")
                .layer("metrics")
                .definedBy("io.mien.cli.metrics")
                .layer("alerts")
                .definedBy("io.mien.cli.alerts")
                .layer("stream")
                .definedBy("io.mien.cli.stream")
                .layer("demo")
                .definedBy("io.mien.cli.demo")
                .layer("recording")
                .definedBy("io.mien.cli.recording")
                .layer("model")
                .definedBy("io.mien.cli.model")
                .layer("train")
                .definedBy("io.mien.cli.train")
                .layer("faces")
                .definedBy("io.mien.cli.faces")
                .whereLayer("feeds")
                .mayOnlyBeAccessedByLayers("root", "clips", "stream", "demo", "recording")
                .whereLayer("readings")
                .mayOnlyBeAccessedByLayers("root", "demo", "recording", "stream")
                .whereLayer("clips")
                .mayOnlyBeAccessedByLayers("root", "model", "train")
                .whereLayer("alerts")
                .mayOnlyBeAccessedByLayers("stream", "demo")
                .whereLayer("deadletters")
                .mayOnlyBeAccessedByLayers("root", "stream")
                .whereLayer("metrics")
                .mayOnlyBeAccessedByLayers("root", "stream")
                .whereLayer("stream")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("demo")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("recording")
                .mayOnlyBeAccessedByLayers("root", "stream")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("train")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("faces")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("root")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void modelsKnowNothingOfStreams() {
        noClasses()
                .that(resideInAnyPackage(
                        "io.mien.pictures..",
                        "io.mien.models..",
                        "io.mien.making..",
                        "io.mien.training..",
                        "io.mien.evaluation.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.apache.kafka..", "org.apache.flink..", "org.apache.avro.."))
                .check(CLASSES);
    }

    @Test
    void picturesAreDecodedWithoutTensorFlow() {
        noClasses()
                .that(resideInAPackage("io.mien.pictures.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.tensorflow..", "org.bytedeco.."))
                .check(CLASSES);
    }

    @Test
    void syntheticFacesKnowNothingOfStreamsOrNetworks() {
        noClasses()
                .that(resideInAPackage("io.mien.faces.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.apache.kafka..",
                        "org.apache.flink..",
                        "org.apache.avro..",
                        "org.tensorflow..",
                        "org.bytedeco.."))
                .check(CLASSES);
    }

    @Test
    void tensorFlowIsTheModelsOwn() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.mien.models..", "io.mien.making..", "io.mien.training..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.tensorflow..")
                .check(CLASSES);
    }

    @Test
    void flinkIsTheInferenceJobsOwn() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.mien.infer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink..")
                .check(CLASSES);
    }

    @Test
    void kafkaStreamsIsTheIngestsOwn() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.mien.ingest..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.mien.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void namesSayWhatThingsDo() {
        noClasses()
                .that()
                .resideInAPackage("io.mien..")
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(CLASSES);
    }

    @Test
    void noTwoClassesShareAName() {
        Map<String, List<String>> homes = new TreeMap<>();
        for (JavaClass each : CLASSES) {
            if (each.isTopLevelClass() && !each.getSimpleName().equals("package-info")) {
                homes.computeIfAbsent(each.getSimpleName(), name -> new ArrayList<>())
                        .add(each.getFullName());
            }
        }
        homes.values().removeIf(names -> names.size() == 1);

        assertThat(homes).isEmpty();
    }

    @Test
    void nobodyEndsTheProcessButTheCommandLine() {
        classes()
                .that()
                .doNotHaveFullyQualifiedName("io.mien.cli.Mien")
                .should()
                .onlyCallMethodsThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are not System.exit",
                        method -> !(method.getOwner().isEquivalentTo(System.class)
                                && method.getName().equals("exit"))))
                .check(CLASSES);
    }
}
