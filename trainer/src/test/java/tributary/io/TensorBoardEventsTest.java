package tributary.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tributary.data.RandomStream;
import tributary.train.Histogram;

/** The bytes of TensorBoard's own writers, and everything back as it was written. */
final class TensorBoardEventsTest {
  private static void assertBytes(String expected, byte[] found) {
    assertEquals(expected, HexFormat.of().formatHex(found));
  }

  private static TensorBoardEvent read(byte[] record) throws Exception {
    List<TensorBoardEvent> events = Events.read(record);
    assertEquals(1, events.size());
    return events.get(0);
  }

  @Test
  void recordsHaveTheBytesOfOtherWriters() {
    assertBytes(
        "1800000000000000a37f4b2209000000000000f03f1a0d627261696e2e4576656e743a3286bf577a",
        TensorBoardEvents.fileVersion(1.0));
    assertBytes(
        "1a00000000000000129bd82d09000000000000f03f10072a0d0a0b0a046c6f7373150000003f862c9a2f",
        TensorBoardEvents.scalars(1.0, 7, Map.of("loss", 0.5)));
  }

  @Test
  void aRecordWithoutDataIsAnEventThatSaysNothing() throws Exception {
    TensorBoardEvent event = read(HexFormat.of().parseHex("000000000000000029039807d8ea82a2"));
    assertEquals(new TensorBoardEvent(0, 0, Optional.empty(), false, Map.of(), Map.of()), event);
  }

  @Test
  void theFirstRecordsSayWhatTheyAre() throws Exception {
    List<TensorBoardEvent> events = Events.read(Events.concat(Events.records()));
    assertEquals(Optional.of("brain.Event:2"), events.get(0).fileVersion());
    assertFalse(events.get(0).start());
    assertTrue(events.get(1).start());
    assertEquals(40, events.get(1).step());
    assertEquals(2.5, events.get(1).wallTime());
    assertEquals(Map.of("train/loss", 0.125f, "train/rate", 0.5f), events.get(4).scalars());
  }

  @Test
  void randomScalarsComeBackAsFloats() throws Exception {
    for (long seed = 0; seed < 2_000; seed++) {
      RandomStream random = new RandomStream(seed);
      double wallTime = Events.number(random);
      long step = Events.step(random);
      Map<String, Double> values = Events.scalars(random);
      TensorBoardEvent event = read(TensorBoardEvents.scalars(wallTime, step, values));
      String what = "seed " + seed;
      assertEquals(wallTime, event.wallTime(), what);
      assertEquals(step, event.step(), what);
      Map<String, Float> floats = new LinkedHashMap<>();
      values.forEach((tag, value) -> floats.put(tag, value.floatValue()));
      assertEquals(List.copyOf(floats.entrySet()), List.copyOf(event.scalars().entrySet()), what);
    }
  }

  @Test
  void randomHistogramsComeBackWhole() throws Exception {
    for (long seed = 0; seed < 1_000; seed++) {
      RandomStream random = new RandomStream(seed);
      Map<String, Histogram> values = Events.histograms(random);
      TensorBoardEvent event = read(TensorBoardEvents.histograms(1.0, seed, values));
      String what = "seed " + seed;
      assertEquals(values.keySet(), event.histograms().keySet(), what);
      values.forEach(
          (tag, expected) -> {
            assertSame(expected, Objects.requireNonNull(event.histograms().get(tag)), what);
          });
    }
  }

  private static void assertSame(Histogram expected, Histogram found, String what) {
    assertEquals(expected.min(), found.min(), what);
    assertEquals(expected.max(), found.max(), what);
    assertEquals(expected.count(), found.count(), what);
    assertEquals(expected.sum(), found.sum(), what);
    assertEquals(expected.sumOfSquares(), found.sumOfSquares(), what);
    assertArrayEquals(expected.limits(), found.limits(), what);
    assertArrayEquals(expected.counts(), found.counts(), what);
  }

  @Test
  void stepsOfEveryWidthComeBack() throws Exception {
    for (int bits = 0; bits < 64; bits++) {
      for (long step : new long[] {1L << bits, (1L << bits) - 1, -(1L << bits), ~(1L << bits)}) {
        assertEquals(step, read(TensorBoardEvents.start(1, step)).step());
      }
    }
  }

  @Test
  void valuesThatAreNotFiniteComeBack() throws Exception {
    Map<String, Double> values =
        Map.of("nan", Double.NaN, "up", Double.POSITIVE_INFINITY, "far", -1e300, "minus", -0.0);
    assertEquals(
        Map.of("nan", Float.NaN, "up", Float.POSITIVE_INFINITY, "far", -1f / 0, "minus", -0f),
        read(TensorBoardEvents.scalars(1, 2, values)).scalars());
  }

  @Test
  void aHistogramOfNothingHasOneEmptyBucket() throws Exception {
    double infinite = Double.POSITIVE_INFINITY;
    Histogram none = new Histogram(infinite, -infinite, 0, 0, 0, new double[0], new double[0]);
    TensorBoardEvent event = read(TensorBoardEvents.histograms(1, 2, Map.of("weights/a", none)));
    Histogram read = Objects.requireNonNull(event.histograms().get("weights/a"));
    assertEquals(0, read.min());
    assertEquals(0, read.max());
    assertArrayEquals(new double[] {Double.MAX_VALUE}, read.limits());
    assertArrayEquals(new double[] {0}, read.counts());
  }

  @Test
  void aHistogramNeedsACountForEachLimit() {
    Histogram uneven = new Histogram(0, 1, 1, 1, 1, new double[] {1, 2}, new double[] {1});
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> TensorBoardEvents.histograms(1, 2, Map.of("weights/a", uneven)));
    assertEquals(
        "histogram weights/a has 2 limits but 1 counts; each bucket needs both",
        refused.getMessage());
  }
}
