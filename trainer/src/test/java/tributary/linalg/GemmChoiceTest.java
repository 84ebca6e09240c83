package tributary.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import tributary.linalg.GemmChoice.Candidate;

final class GemmChoiceTest {
  private final List<String> warnings = new ArrayList<>();
  private final AtomicInteger loads = new AtomicInteger();

  private final Candidate missing =
      new Candidate(
          "openblas",
          () -> {
            loads.incrementAndGet();
            throw new UnsatisfiedLinkError("no jniopenblas_nolapack in java.library.path");
          });
  private final Candidate broken =
      new Candidate(
          "netlib",
          () -> {
            throw new ExceptionInInitializerError(new IllegalStateException("no\n room"));
          });
  private final Candidate good =
      new Candidate(
          "reference",
          () -> {
            loads.incrementAndGet();
            return new ReferenceGemm();
          });

  private GemmChoice choice(Candidate... candidates) {
    return new GemmChoice(List.of(candidates), warnings::add);
  }

  @Test
  void theFirstThatLoadsIsChosenQuietly() {
    GemmChoice choice = choice(good, missing);
    assertEquals("reference", choice.chosen().name());
    assertEquals("the fastest provider, it loaded", choice.chosen().why());
    assertEquals(List.of(), warnings);
    assertEquals(1, loads.get());
  }

  @Test
  void aFallbackWarnsOnceWithCauseAndCure() {
    GemmChoice choice = choice(missing, broken, good);
    assertEquals("reference", choice.chosen().name());
    assertSame(choice.chosen(), choice.chosen());
    assertEquals(1, warnings.size());
    String warning = warnings.get(0);
    assertTrue(warning.startsWith("gemm: falling back to reference on "), warning);
    assertTrue(
        warning.contains(
            "openblas did not load: java.lang.UnsatisfiedLinkError: no jniopenblas_nolapack"),
        warning);
    assertTrue(warning.contains("caused by java.lang.IllegalStateException: no room"), warning);
    assertTrue(warning.contains("Cure: put org.bytedeco:openblas"), warning);
    assertTrue(choice.chosen().why().startsWith("fallback, because openblas did not load"));
    assertEquals(2, loads.get(), "each is tried once");
  }

  @Test
  void noProviderAtAllIsAnErrorThatNamesEachReason() {
    GemmChoice choice = choice(missing, broken);
    String message = refusal(choice::chosen);
    assertTrue(message.contains("openblas did not load"), message);
    assertTrue(message.contains("netlib did not load"), message);
  }

  @Test
  void theOneAskedForIsTakenOrRefusedButNeverReplaced() {
    GemmChoice asked = choice(missing, good);
    asked.use("reference");
    assertEquals("asked for", asked.chosen().why());
    assertEquals(List.of(), warnings);
    GemmChoice impossible = choice(missing, good);
    impossible.use("openblas");
    String message = refusal(impossible::chosen);
    assertTrue(message.startsWith("gemm: openblas cannot be loaded on "), message);
    assertTrue(message.endsWith("use auto for the fastest that can"), message);
  }

  @Test
  void theChoiceCannotChangeOnceMade() {
    GemmChoice choice = choice(good, new Candidate("other", ReferenceGemm::new));
    choice.use("other");
    choice.use("auto");
    assertEquals(
        "reference", choice.chosen().name(), "before the first product the last word counts");
    choice.use("auto");
    choice.use("reference");
    String message =
        assertThrows(IllegalStateException.class, () -> choice.use("other")).getMessage();
    assertEquals(
        "gemm: cannot change to other, this JVM already computes with reference (the fastest"
            + " provider, it loaded); choose before the first product, or start a new JVM",
        message);
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    GemmChoice choice = choice(missing, good);
    String expected =
        "gemm: there is no provider \"mkl\"; expected one of auto, openblas, reference";
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> choice.named("mkl")).getMessage());
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> choice.use("mkl")).getMessage());
  }

  @Test
  void namedLoadsEachProviderOnce() {
    GemmChoice choice = choice(good, new Candidate("other", ReferenceGemm::new));
    assertSame(choice.named("reference"), choice.named("reference"));
    assertSame(choice.named("reference"), choice.named("auto"));
    assertSame(choice.named("reference"), choice.chosen().gemm());
    assertNotSame(choice.named("reference"), choice.named("other"));
    assertEquals(1, loads.get());
  }

  @Test
  void threadsThatAskAtOnceGetTheSameOne() throws Exception {
    GemmChoice choice = choice(missing, good);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Gemm>> answers = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        answers.add(threads.submit(() -> choice.chosen().gemm()));
      }
      Set<Gemm> distinct = new HashSet<>();
      for (Future<Gemm> answer : answers) {
        distinct.add(answer.get());
      }
      assertEquals(1, distinct.size());
      assertEquals(1, warnings.size());
    } finally {
      threads.shutdownNow();
    }
  }

  private static String refusal(Executable call) {
    return String.valueOf(assertThrows(IllegalStateException.class, call).getMessage());
  }
}
