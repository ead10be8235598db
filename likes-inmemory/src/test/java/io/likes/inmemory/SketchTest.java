package io.likes.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SketchTest {
  private static final int HASHES = 300_000;

  private static UltraLogLog expected() {
    UltraLogLog log = UltraLogLog.create(Sketch.Registers.PRECISION);
    new SplittableRandom(1).longs(HASHES).forEach(log::add);
    return log;
  }

  @Test
  @DisplayName("Registers are those of the library's own class, whatever the order and the threads")
  void sameRegisters() {
    long[] hashes = new SplittableRandom(1).longs(HASHES).toArray();
    Sketch sketch = Sketch.Tokens.of(hashes[0]);
    for (int i = 1; i <= Sketch.Tokens.MAX; i++) {
      sketch = sketch.with(hashes[i]);
    }
    Sketch dense = sketch;
    assertThat(dense).isInstanceOf(Sketch.Registers.class);
    LongStream.of(hashes).parallel().forEach(dense::with);

    assertThat(((Sketch.Registers) dense).state()).isEqualTo(expected().getState());
    assertThat((double) dense.size()).isBetween(HASHES * 0.97, HASHES * 1.03);
  }

  @Test
  @DisplayName("A small set is counted")
  void small() {
    Sketch sketch = Sketch.Tokens.of(7);
    for (long hash : new SplittableRandom(2).longs(100).toArray()) {
      sketch = sketch.with(hash).with(hash);
    }
    assertThat(sketch.size()).isEqualTo(101);
  }
}
