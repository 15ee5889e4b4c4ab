package dev.skein.quality;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Which storey may import which: down only, and nobody a leaf.
class ArchitectureTest {
    private static final String HOUSE = "dev.skein.";
    private static final Set<String> LEAVES =
            Set.of("redis", "sql", "servlet", "toolbar", "jackson", "compression", "pebble");
    private static final Set<String> NEVER_PUBLISHED = Set.of("samples", "bench", "quality");

    /// What each storey may import; a leaf may import what it needs.
    private static final Map<String, Set<String>> MAY_IMPORT = mayImport();

    /// Storeys without dependencies other than the JDK.
    private static final Set<String> ALONE = Set.of("loop", "http", "app");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.skein");

    private static Map<String, Set<String>> mayImport() {
        Map<String, Set<String>> table = new HashMap<>();
        table.put("loop", Set.of());
        table.put("http", Set.of());
        table.put("app", Set.of("http"));
        table.put("server", Set.of("loop", "http", "app"));
        table.put("client", Set.of("loop", "http"));
        table.put("web", Set.of("http", "app"));
        table.put("broadcast", Set.of("app"));
        table.put("testing", Set.copyOf(table.keySet()));
        table.put("cli", Set.copyOf(table.keySet()));
        for (String leaf : LEAVES) {
            table.put(
                    leaf,
                    table.keySet().stream()
                            .filter(storey -> !LEAVES.contains(storey))
                            .collect(Collectors.toSet()));
        }
        return Map.copyOf(table);
    }

    @Test
    void everyModuleHasItsPlaceAndIsLookedAt() throws IOException {
        Set<String> published = new TreeSet<>(Repository.modules());
        published.removeAll(NEVER_PUBLISHED);
        assertThat(MAY_IMPORT.keySet()).containsAll(published);
        assertThat(CLASSES.stream().map(ArchitectureTest::storey).collect(Collectors.toSet()))
                .as("storeys on the class path of this test: add what is missing to its pom.xml")
                .containsAll(published);
    }

    @Test
    void importsPointDown() {
        for (Map.Entry<String, Set<String>> row : MAY_IMPORT.entrySet()) {
            String storey = row.getKey();
            noClasses()
                    .that(liveIn(storey))
                    .should()
                    .dependOnClassesThat(
                            describe(
                                    "live in another storey than " + row.getValue(),
                                    other ->
                                            other.getPackageName().startsWith(HOUSE)
                                                    && !storey(other).equals(storey)
                                                    && !row.getValue().contains(storey(other))))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void theLowestStoreysStandOnTheJdkAlone() {
        noClasses()
                .that(describe("live in " + ALONE, type -> ALONE.contains(storey(type))))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("dev.skein..", "java..", "javax..", "org.jspecify..", "")
                .check(CLASSES);
    }

    @Test
    void httpTouchesNoSocketThreadLockClockOrLog() {
        noClasses()
                .that(liveIn("http"))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        "java.nio.channels..",
                                        "java.util.concurrent..",
                                        "java.util.logging..",
                                        "javax.net..")
                                .or(assignableToAny(FORBIDDEN_IN_HTTP)))
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    private static final List<Class<?>> FORBIDDEN_IN_HTTP =
            List.of(
                    java.net.Socket.class,
                    java.net.ServerSocket.class,
                    java.net.DatagramSocket.class,
                    java.net.SocketAddress.class,
                    java.net.URLConnection.class,
                    Thread.class,
                    ThreadLocal.class,
                    Clock.class,
                    System.Logger.class);

    private static DescribedPredicate<JavaClass> assignableToAny(List<Class<?>> types) {
        return describe(
                "are one of " + types, type -> types.stream().anyMatch(type::isAssignableTo));
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses().should().haveNameMatching(".*(Impl|Utils?|Manager|Helper)").check(CLASSES);
    }

    @Test
    void everyPackageHasANullMarkedSign() throws IOException {
        Set<String> signed = new TreeSet<>();
        Set<String> all = new TreeSet<>();
        for (var source : Repository.sources()) {
            var path = Repository.ROOT.relativize(source).toString();
            int java = path.indexOf("/java/");
            if (!path.contains("/src/") || java < 0 || path.endsWith("/module-info.java")) {
                continue;
            }
            String name = path.substring(java + "/java/".length(), path.lastIndexOf('/'));
            all.add(name);
            if (path.endsWith("/package-info.java")
                    && Files.readString(source).contains("@NullMarked\npackage ")) {
                signed.add(name);
            }
        }
        assertThat(all).isNotEmpty().isEqualTo(signed);
    }

    private static DescribedPredicate<JavaClass> liveIn(String storey) {
        return describe("live in " + storey, type -> storey(type).equals(storey));
    }

    /// `http` of `dev.skein.http.http1.RequestParser`.
    private static String storey(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(HOUSE)) {
            return "";
        }
        int end = name.indexOf('.', HOUSE.length());
        return end < 0 ? name.substring(HOUSE.length()) : name.substring(HOUSE.length(), end);
    }
}
