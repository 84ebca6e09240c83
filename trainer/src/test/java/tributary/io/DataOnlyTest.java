package tributary.io;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import org.junit.jupiter.api.Test;

/** Nothing in this room can turn bytes into code or into a class that a file names. */
final class DataOnlyTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("tributary.io");

  @Test
  void nothingHereCanLoadAClassOrAnObject() {
    noClasses()
        .should()
        .callMethod(Class.class, "forName", String.class)
        .orShould()
        .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ClassLoader.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.esotericsoftware..", "com.fasterxml..", "org.apache..", "javax.script..")
        .check(CLASSES);
  }

  /** Only a program that scores without Spark reads from a disk by itself. */
  @Test
  void onlyTheScorersFilesKnowADisk() {
    noClasses()
        .that()
        .doNotHaveSimpleName("LocalFiles")
        .and()
        .doNotHaveSimpleName("Scorer")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.file..")
        .check(CLASSES);
  }
}
