package io.likes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeEvent;
import io.likes.spi.StoredCount;
import io.likes.spi.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CountAggregatorTest {
  private final CellId root = CellId.root(ContentId.of(UUID.randomUUID().toString()));
  private final CellId other = CellId.root(ContentId.of(UUID.randomUUID().toString()));

  private final List<List<CellHeader>> merged = new ArrayList<>();
  private final List<List<CellHeader>> observed = new ArrayList<>();
  private final List<String> timed = new ArrayList<>();
  private final List<LikeEvent> aggregated = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private RuntimeException mergeFailure = null;

  private final CounterStore store =
      new CounterStore() {
        @Override
        public void merge(Collection<CellHeader> headers) {
          nanos.addAndGet(5);
          if (mergeFailure != null) {
            throw mergeFailure;
          }
          merged.add(List.copyOf(headers));
        }

        @Override
        public void sum(Collection<CellHeader> headers) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
          throw new UnsupportedOperationException();
        }

        @Override
        public boolean tryLease(ContentId content, Duration length) {
          throw new UnsupportedOperationException();
        }
      };
  private final LikesListener listener =
      new LikesListener() {
        @Override
        public void timed(Operation operation, long nanos, boolean failed) {
          timed.add(operation + " " + nanos + " " + failed);
        }

        @Override
        public void aggregated(LikeEvent event) {
          aggregated.add(event);
        }
      };
  private final TimeSource time =
      new TimeSource() {
        @Override
        public long nanoTime() {
          return nanos.get();
        }

        @Override
        public long currentTimeMillis() {
          throw new UnsupportedOperationException();
        }

        @Override
        public Periodic every(Duration period, Runnable task) {
          throw new UnsupportedOperationException();
        }
      };
  private final CountAggregator aggregator =
      new CountAggregator(store, headers -> observed.add(List.copyOf(headers)), listener, time);

  @Test
  void mergesTheNewestHeaderOfEachCellInOneCall() {
    CellId child = root.child(3);
    List<LikeEvent> events =
        List.of(
            like(header(root, 2, 2)),
            like(header(child, 1, 1)),
            like(header(root, 4, 2)),
            like(header(root, 4, 2)),
            like(header(other, 9, 7)),
            like(header(root, 3, 3)));

    aggregator.accept(events);

    assertThat(merged).hasSize(1);
    assertThat(merged.get(0))
        .containsExactlyInAnyOrder(header(root, 4, 2), header(child, 1, 1), header(other, 9, 7));
    assertThat(observed).isEqualTo(merged);
    assertThat(aggregated).isEqualTo(events);
    assertThat(timed).containsExactly("AGGREGATE 5 false");
  }

  @Test
  void mergesClosingsLikeAnyOtherHeader() {
    CellHeader closing = new CellHeader(root, 5, 3, 16, 0);

    aggregator.accept(
        List.of(
            new LikeEvent(closing, null, false, ContentType.UNSPECIFIED, new Version(0, 5), 0),
            like(header(root, 4, 3))));

    assertThat(merged).containsExactly(List.of(closing));
  }

  @Test
  void givesTheSameHeadersWhateverTheOrder() {
    List<LikeEvent> events =
        new ArrayList<>(
            List.of(like(header(root, 1, 1)), like(header(root, 2, 2)), like(header(root, 3, 1))));
    aggregator.accept(events);
    Collections.reverse(events);
    aggregator.accept(events);

    assertThat(merged).containsExactly(List.of(header(root, 3, 1)), List.of(header(root, 3, 1)));
  }

  @Test
  void tellsNobodyOfAFailedMergeAndTakesTheBatchAgain() {
    List<LikeEvent> events = List.of(like(header(root, 1, 1)));
    mergeFailure = new BackendException(BackendException.Effect.UNKNOWN, "down", null);

    assertThatThrownBy(() -> aggregator.accept(events)).isSameAs(mergeFailure);

    assertThat(observed).isEmpty();
    assertThat(aggregated).isEmpty();
    assertThat(timed).containsExactly("AGGREGATE 5 true");

    mergeFailure = null;
    aggregator.accept(events);

    assertThat(observed).hasSize(1);
    assertThat(aggregated).isEqualTo(events);
  }

  @Test
  void isNotBrokenByObserverOrListener() {
    List<LikeEvent> heard = new ArrayList<>();
    CountAggregator guarded =
        new CountAggregator(
            store,
            headers -> {
              throw new IllegalStateException("observer");
            },
            new LikesListener() {
              @Override
              public void timed(Operation operation, long nanos, boolean failed) {
                throw new IllegalStateException("timed");
              }

              @Override
              public void aggregated(LikeEvent event) {
                heard.add(event);
                throw new IllegalStateException("aggregated");
              }
            });
    List<LikeEvent> events = List.of(like(header(root, 1, 1)), like(header(other, 1, 1)));

    assertThatCode(() -> guarded.accept(events)).doesNotThrowAnyException();

    assertThat(merged).hasSize(1);
    assertThat(heard).isEqualTo(events);
  }

  @Test
  void doesNothingForAnEmptyBatch() {
    aggregator.accept(List.of());

    assertThat(merged).isEmpty();
    assertThat(observed).isEmpty();
    assertThat(timed).isEmpty();
  }

  @Test
  void refusesNulls() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> aggregator.accept(null))
        .withMessageContaining("events");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> aggregator.accept(Arrays.asList(like(header(root, 1, 1)), null)))
        .withMessageContaining("events[1]");
    assertThat(merged).isEmpty();
    assertThat(timed).isEmpty();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CountAggregator(null))
        .withMessageContaining("counterStore");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CountAggregator(store, null, listener, time))
        .withMessageContaining("observer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CountAggregator(store, headers -> {}, null, time))
        .withMessageContaining("listener");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CountAggregator(store, headers -> {}, listener, null))
        .withMessageContaining("time");
  }

  private static CellHeader header(CellId cell, long seq, long total) {
    return new CellHeader(cell, seq, total, 0, cell.depth() == 0 ? 0 : 16);
  }

  private static LikeEvent like(CellHeader header) {
    UserId user = UserId.of(UUID.randomUUID().toString());
    Version version = new Version(header.cell().depth(), header.seq());
    return new LikeEvent(header, user, true, ContentType.UNSPECIFIED, version, 0);
  }
}
