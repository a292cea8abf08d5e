package io.mien.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every class of Mien that a command may come to in its image finds there what it names: a library that only a seldom used
 * option needs is missing without anybody noticing else.
 */
@Tag("long")
final class LibrariesOfImagesIT {
    @ParameterizedTest
    @CsvSource({
        "ingest, io.mien.cli.stream.IngestCommand",
        "dashboard, io.mien.cli.stream.DashboardCommand",
        "gateway, io.mien.cli.stream.GatewayCommand",
        "registry, io.mien.cli.stream.RegistryCommand",
        "registry, io.mien.cli.stream.TopicsCommand"
    })
    void everyClassThatACommandNamesIsInItsImage(String image, String command) throws IOException {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        List<Path> libraries = libraries(image);
        JavaClasses own = new ClassFileImporter()
                .importJars(libraries.stream()
                        .filter(file -> file.getFileName().toString().startsWith("mien-"))
                        .map(LibrariesOfImagesIT::jar)
                        .toList());
        Set<String> missing = new TreeSet<>();
        try (URLClassLoader loader = new URLClassLoader(
                libraries.stream().map(LibrariesOfImagesIT::url).toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader())) {
            Deque<JavaClass> ahead = new ArrayDeque<>(List.of(own.get(command)));
            Set<JavaClass> seen = new HashSet<>(ahead);
            while (!ahead.isEmpty()) {
                for (Dependency dependency : ahead.remove().getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (own.contain(target.getName())) {
                        if (seen.add(own.get(target.getName()))) {
                            ahead.add(own.get(target.getName()));
                        }
                    } else if (!target.isPrimitive() && loader.getResource(file(target)) == null) {
                        missing.add(target.getName() + " named by "
                                + dependency.getOriginClass().getName());
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<Path> libraries(String image) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", image, "target", "lib"))) {
            return files.toList();
        }
    }

    private static String file(JavaClass type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static JarFile jar(Path file) {
        try {
            return new JarFile(file.toFile());
        } catch (IOException e) {
            throw new AssertionError(file + " is no jar", e);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
