package tributary;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The walls between the rooms: which package may know which, and what none may touch. */
final class ArchitectureTest {
  private static final String[] JDK = {"java..", "org.jspecify.."};
  private static final String[] BLAS = {
    "java..", "org.jspecify..", "org.slf4j..", "org.bytedeco..", "dev.ludovic.netlib.."
  };
  private static final String[] LOGGING = {"java..", "org.jspecify..", "org.slf4j.."};
  private static final String[] SPARK_AND_HADOOP = {
    "org.apache.spark..", "org.apache.hadoop..", "scala..", "com.esotericsoftware.."
  };

  /** The table of the design: what each room may know besides itself. */
  private record Room(String name, List<String> rooms, List<String> outside) {
    Room(String name, String[] outside, String... rooms) {
      this(name, List.of(rooms), List.of(outside));
    }

    String packages() {
      return "tributary." + name + "..";
    }

    /** Everything else in the world is forbidden, not only what somebody thought of. */
    ArchRule wall() {
      List<String> allowed = new ArrayList<>(outside);
      allowed.add(packages());
      rooms.forEach(room -> allowed.add("tributary." + room + ".."));
      // An array is known by its element, which has its own package; primitives have none.
      allowed.add("");
      return classes()
          .that()
          .resideInAPackage(packages())
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)));
    }
  }

  private static final String[] SPARK_CORE =
      Stream.concat(Stream.of(LOGGING), Stream.of(SPARK_AND_HADOOP)).toArray(String[]::new);

  private static final Map<String, Room> ROOMS =
      Stream.of(
              new Room("linalg", BLAS),
              new Room("data", JDK, "linalg"),
              new Room("nn", JDK, "data", "linalg"),
              new Room("optim", JDK, "linalg"),
              new Room("train", LOGGING, "nn", "optim", "data", "linalg"),
              new Room("io", JDK, "train", "nn", "optim", "data", "linalg"),
              new Room("spark", SPARK_CORE, "train", "io", "nn", "optim", "data", "linalg"),
              new Room("ml", SPARK_CORE, "spark", "train", "io", "nn", "optim", "data", "linalg"))
          .collect(Collectors.toMap(Room::name, room -> room));

  // By folder, since a search of the class path would open every jar of Spark.
  private static final JavaClasses MAIN =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  private static final JavaClasses FIXTURES =
      new ClassFileImporter().importPath(Path.of("target/test-classes/tributary/arch"));

  private static ArchRule neverKnows(String... packages) {
    return noClasses().should().dependOnClassesThat(resideInAnyPackage(packages));
  }

  private static ArchRule sparkOnlyInItsRooms() {
    return noClasses()
        .that(resideOutsideOfPackages("tributary.spark..", "tributary.ml..", "tributary.jobs.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(SPARK_AND_HADOOP));
  }

  private static ArchRule sparkCoreOnly(String room) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.apache.spark.sql..", "org.apache.spark.ml..", "org.apache.spark.mllib.."));
  }

  private static ArchRule blasBehindOneDoor() {
    return noClasses()
        .that()
        .haveNameNotMatching(".*Gemm(\\$.*)?")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.bytedeco..", "dev.ludovic.netlib.."));
  }

  private static ArchRule noStreams(String room) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.util.stream.."));
  }

  /** Builders and plans are gone once the network stands. */
  private static ArchRule immutable(String room) {
    DescribedPredicate<JavaClass> lasting =
        DescribedPredicate.describe(
            "are no workspace, builder or plan",
            type -> !type.getSimpleName().matches("Workspace|.*Builder|.*Plan"));
    return fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage(room)
        .and()
        .areDeclaredInClassesThat(lasting)
        .should()
        .beFinal();
  }

  private static ArchRule nobodyExits() {
    return noClasses()
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class);
  }

  private static ArchRule randomNumbersOfOurOwn() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom)"
                + "|java\\.util\\.random\\..*")
        .orShould()
        .callMethod(Math.class, "random");
  }

  private static ArchRule nobodyPrints() {
    return noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethodWhere(target(name("printStackTrace")));
  }

  private static ArchRule readsFilesAsDataOnly(String room) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat(resideInAnyPackage("com.esotericsoftware.."))
        .orShould()
        .callMethod(Class.class, "forName", String.class)
        .orShould()
        .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
        .orShould()
        .callMethod(ClassLoader.class, "loadClass", String.class);
  }

  private static ArchRule noCycles(String slices) {
    return slices().matching(slices).should().beFreeOfCycles();
  }

  /** A room that is still empty breaks nothing. */
  private static void holds(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }

  static Stream<String> rooms() {
    return ROOMS.keySet().stream().sorted();
  }

  private static Room room(String name) {
    Room room = ROOMS.get(name);
    if (room == null) {
      throw new AssertionError(name + " is no room of the design");
    }
    return room;
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void everyRoomKnowsOnlyWhatItMay(String name) {
    holds(room(name).wall());
  }

  @Test
  void noRoomsGoInACircle() {
    holds(noCycles("tributary.(*).."));
  }

  @Test
  void outsideLibrariesStayInTheirRooms() {
    holds(neverKnows("breeze.."));
    holds(sparkOnlyInItsRooms());
    holds(sparkCoreOnly("tributary.spark.."));
    holds(blasBehindOneDoor());
  }

  @Test
  void networksKeepNoState() {
    holds(immutable("tributary.nn.."));
    holds(noStreams("tributary.linalg.."));
  }

  @Test
  void nobodyExitsPrintsOrDrawsOtherRandomNumbers() {
    holds(nobodyExits());
    holds(nobodyPrints());
    holds(randomNumbersOfOurOwn());
  }

  @Test
  void c18ModelFilesAreReadAsDataOnly() {
    holds(readsFilesAsDataOnly("tributary.io.."));
  }

  @Test
  void noMocks() {
    JavaClasses tests = new ClassFileImporter().importPath(Path.of("target/test-classes"));
    assertTrue(tests.contain(ArchitectureTest.class));
    neverKnows("org.mockito..", "org.easymock..", "org.jmock..").check(tests);
  }

  /** A package that nobody thought of would have no walls. */
  @Test
  void everyPackageIsInARoomAndIntroducesItself() throws IOException {
    Set<String> packages =
        MAIN.stream()
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    assertTrue(packages.contains("tributary.train") && packages.contains("tributary.data"));
    for (String name : packages) {
      room(name.split("\\.", -1)[1]);
      Path info = Path.of("src/main/java", name.replace('.', '/'), "package-info.java");
      String text = Files.readString(info);
      assertTrue(text.contains("@NullMarked"), info + " is not @NullMarked");
      assertTrue(
          text.replaceAll("\\s+\\*?\\s*", " ").contains("Start at {@link"),
          info + " does not say where to start");
    }
  }

  /** What a rule says of the classes that break it; it must name this. */
  private static void catches(ArchRule rule, String what) {
    List<String> found =
        rule.allowEmptyShould(true).evaluate(FIXTURES).getFailureReport().getDetails();
    assertTrue(found.stream().anyMatch(line -> line.contains(what)), what + " not in " + found);
  }

  @Test
  void theRulesCatchWhatTheyForbid() {
    String fixtures = "tributary.arch..";
    catches(noCycles("tributary.arch.(*).."), "Slice one");
    catches(neverKnows("breeze.."), "breeze.linalg.Vector");
    catches(sparkOnlyInItsRooms(), "org.apache.spark.SparkConf");
    catches(sparkOnlyInItsRooms(), "org.apache.hadoop.conf.Configuration");
    catches(sparkCoreOnly(fixtures), "org.apache.spark.ml.linalg.Vectors");
    catches(blasBehindOneDoor(), "org.bytedeco.javacpp.FloatPointer");
    catches(blasBehindOneDoor(), "dev.ludovic.netlib.blas.BLAS");
    catches(immutable(fixtures), "ForbiddenThings.state");
    catches(noStreams(fixtures), "java.util.stream.IntStream");
    catches(nobodyExits(), "System.exit");
    catches(nobodyPrints(), "System.out");
    catches(nobodyPrints(), "printStackTrace");
    catches(randomNumbersOfOurOwn(), "java.util.Random");
    catches(randomNumbersOfOurOwn(), "Math.random");
    catches(readsFilesAsDataOnly(fixtures), "java.io.ObjectInputStream");
    catches(readsFilesAsDataOnly(fixtures), "forName");
  }

  @Test
  void theWallsCatchARoomAndALibraryThatAreNotListed() {
    Room arch = new Room("arch", LOGGING, "nn");
    catches(arch.wall(), "tributary.train.StepId");
    catches(arch.wall(), "org.apache.spark.SparkConf");
    Room train = new Room("train", LOGGING, "optim", "data", "linalg");
    assertTrue(train.wall().evaluate(MAIN).hasViolation(), "train without nn");
    Room data = new Room("data", new String[] {"org.jspecify.."});
    assertTrue(data.wall().evaluate(MAIN).hasViolation(), "data without the JDK");
    assertFalse(room("train").wall().evaluate(MAIN).hasViolation());
  }
}
