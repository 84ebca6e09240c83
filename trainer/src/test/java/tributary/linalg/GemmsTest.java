package tributary.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ludovic.netlib.blas.BLAS;
import java.nio.file.Path;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.junit.jupiter.api.Test;

final class GemmsTest {
  private static final String PROPERTY = "dev.ludovic.netlib.blas.nativeLibPath";

  @Test
  void theBundledOpenBlasIsChosenOnTheShippedPlatforms() {
    assertEquals("openblas", Gemms.name());
    assertSame(Gemms.provider(), Gemms.named("auto"));
    assertSame(Gemms.provider(), Gemms.named("openblas"));
    String line = Gemms.describe();
    assertTrue(line.startsWith("openblas: OpenBLAS 0."), line);
    assertTrue(line.contains(", 1 thread, "), line);
    boolean linux = System.getProperty("os.name").equals("Linux");
    assertEquals(linux, line.contains("on the Java arrays in place"), line);
    assertTrue(line.endsWith("(the fastest provider, it loaded)"), line);
  }

  @Test
  void openBlasIsHeldToOneThread() {
    openblas_nolapack.blas_set_num_threads(2);
    OpenBlasGemm.load();
    assertEquals(1, openblas_nolapack.blas_get_num_threads());
  }

  @Test
  void everyProviderIsThereByName() {
    assertTrue(Gemms.named("netlib").toString().startsWith("netlib: "));
    assertTrue(Gemms.named("reference").toString().startsWith("reference: "));
  }

  @Test
  void loadingLeavesNetlibAsItWas() {
    BLAS before = BLAS.getInstance();
    System.setProperty(PROPERTY, "/usr/lib/mine.so");
    try {
      OpenBlasGemm.load();
      assertEquals("/usr/lib/mine.so", System.getProperty(PROPERTY));
    } finally {
      System.clearProperty(PROPERTY);
    }
    OpenBlasGemm.load();
    assertNull(System.getProperty(PROPERTY));
    assertSame(before, BLAS.getInstance());
  }

  @Test
  void aLibraryThatCannotBeBoundIsALinkageError() {
    Path nowhere = Path.of("no-such-folder", "libopenblas.so");
    assertThrows(LinkageError.class, () -> NetlibGemm.over(nowhere, "none"));
    assertNull(System.getProperty(PROPERTY), "the property is put back");
  }
}
