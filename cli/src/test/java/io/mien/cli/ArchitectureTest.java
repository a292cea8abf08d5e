package io.mien.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
                .layer("schemas")
                .definedBy("io.mien.schemas..")
                .layer("models")
                .definedBy("io.mien.models..")
                .layer("broker")
                .definedBy("io.mien.broker..")
                .layer("ingest")
                .definedBy("io.mien.ingest..")
                .layer("infer")
                .definedBy("io.mien.infer..")
                .layer("dashboard")
                .definedBy("io.mien.dashboard..")
                .layer("faces")
                .definedBy("io.mien.faces..")
                .layer("cli")
                .definedBy("io.mien.cli..")
                .whereLayer("schemas")
                .mayOnlyBeAccessedByLayers("ingest", "infer", "dashboard", "cli")
                .whereLayer("models")
                .mayOnlyBeAccessedByLayers("ingest", "infer", "cli")
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
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void modelsKnowNothingOfStreams() {
        noClasses()
                .that(resideInAPackage("io.mien.models.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.apache.kafka..", "org.apache.flink..", "org.apache.avro.."))
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
                .resideOutsideOfPackage("io.mien.models..")
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
        slices().matching("io.mien.(*)..").should().beFreeOfCycles().check(CLASSES);
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
