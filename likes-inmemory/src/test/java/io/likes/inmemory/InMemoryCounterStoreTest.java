package io.likes.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.StoredCount;
import io.likes.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the contract kit leaves open: the bound, time to live of each single cell, bad input. */
final class InMemoryCounterStoreTest {
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);

  private final ManualClock clock = new ManualClock();
  private final InMemoryCounterStore store = new InMemoryCounterStore(TIME_TO_LIVE, 100, clock);
  private final ContentId content = ContentId.of("content");
  private final CellId root = CellId.root(content);

  private static CellHeader header(CellId cell, long seq) {
    return new CellHeader(cell, seq, seq, 0, 0);
  }

  private StoredCount read() {
    StoredCount count = store.read(Set.of(content)).get(content);
    assertThat(count).isNotNull();
    return count;
  }

  @Test
  @DisplayName("Reading or merging again and again does not keep an expired copy")
  void nothingExtends() {
    store.sum(List.of(header(root, 1)));
    for (int i = 2; i <= 5; i++) {
      clock.advance(Duration.ofMinutes(1));
      store.merge(List.of(header(root, i)));
      assertThat(read().cells()).containsExactly(header(root, i));
      assertThat(read().age()).isEqualTo(Duration.ofMinutes(i - 1));
      assertThat(read().timeToLive()).isEqualTo(Duration.ofMinutes(6 - i));
    }
    clock.advance(Duration.ofMinutes(1));
    assertThat(read()).isEqualTo(StoredCount.NONE);
  }

  @Test
  @DisplayName("A sum with an older header neither sets a copy back nor extends its time to live")
  void olderSum() {
    store.merge(List.of(header(root, 7)));
    clock.advance(Duration.ofMinutes(2));
    store.sum(List.of(header(root, 5)));

    assertThat(read().cells()).containsExactly(header(root, 7));
    assertThat(read().timeToLive()).isEqualTo(Duration.ofMinutes(3));
    assertThat(read().age()).isEqualTo(Duration.ZERO);
    clock.advance(Duration.ofMinutes(3));
    assertThat(read()).isEqualTo(StoredCount.NONE);
    store.merge(List.of(header(root, 5)));
    assertThat(read().cells()).containsExactly(header(root, 5));
    assertThat(read().age()).isNull();
  }

  @Test
  @DisplayName("The bound holds while many contents pass by once")
  void bound() {
    int passing = 10_000;
    for (int i = 0; i < passing; i++) {
      store.merge(List.of(header(CellId.root(ContentId.of("content" + i)), 1)));
    }
    store.cleanUp();
    List<ContentId> all =
        IntStream.range(0, passing).mapToObj(i -> ContentId.of("content" + i)).toList();
    assertThat(store.read(all).values().stream().filter(count -> !count.equals(StoredCount.NONE)))
        .hasSizeLessThanOrEqualTo(100);
  }

  @Test
  @DisplayName("Numbers out of range are refused")
  void badInput() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InMemoryCounterStore(Duration.ZERO, 1, clock))
        .withMessageContaining("timeToLive")
        .withMessageContaining("PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InMemoryCounterStore(Duration.ofDays(1_000_000), 1, clock))
        .withMessageContaining("timeToLive")
        .withMessageContaining("PT24000000H");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.tryLease(content, Duration.ofSeconds(Long.MAX_VALUE)))
        .withMessageContaining("length");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InMemoryCounterStore(TIME_TO_LIVE, 0, clock))
        .withMessageContaining("maxContents");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.tryLease(content, Duration.ofSeconds(-1)))
        .withMessageContaining("length")
        .withMessageContaining("PT-1S");
    assertThat(store.tryLease(content, Duration.ofSeconds(1))).isTrue();
  }
}
