package io.likes.inmemory.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import io.likes.spi.StoredCount;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a service remembers stays within its bound, whatever passes by once. */
class MemoryBoundTest {
  private static final int CONTENTS = 10_000_000;
  private static final int MAX_CELLS = 10_000;
  // The documented 200 bytes a cell, times five: a content that leaks takes more than ten bytes.
  private static final long MAX_GROWTH = 1000L * MAX_CELLS;

  private final LikeService service =
      LikeService.builder()
          .likeStore(new ForgetfulStore())
          .counterStore(new UnknowingStore())
          .executor(Runnable::run)
          .maxCachedCells(MAX_CELLS)
          .build();

  @Test
  void likesOfContentsThatPassByOnce() {
    UserId user = Setup.user();
    assertBounded(content -> service.like(content, user));
  }

  @Test
  void countsOfContentsThatPassByOnce() {
    assertBounded(content -> service.count(content));
  }

  private void assertBounded(Consumer<ContentId> call) {
    pass(call, 0, MAX_CELLS / 10);
    long before = usedAfterCollection();
    pass(call, MAX_CELLS / 10, CONTENTS);
    long after = usedAfterCollection();
    service.count(ContentId.of("still in use"));
    assertThat(after - before).isLessThan(MAX_GROWTH);
  }

  private static void pass(Consumer<ContentId> call, int from, int to) {
    IntStream.range(from, to)
        .parallel()
        .forEach(i -> call.accept(ContentId.of(Integer.toString(i))));
  }

  private static long usedAfterCollection() {
    WeakReference<Object> collected = new WeakReference<>(new Object());
    while (collected.get() != null) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Takes every like and keeps none. */
  private static final class ForgetfulStore implements LikeStore {
    private static final CellLimits LIMITS =
        new CellLimits(1, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    @Override
    public BatchResult apply(CellBatch batch) {
      Change change = batch.changes().get(0);
      return new BatchResult(
          new CellHeader(batch.cell(), 1, 1, 0, 0),
          List.of(new ChangeResult(ChangeResult.Effect.CHANGED, 1, change.timeMillis())),
          0);
    }

    @Override
    public CellHeader close(CellId cell, int siblings, int children) {
      throw new UnsupportedOperationException("not closed in these tests");
    }

    @Override
    public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
      Map<CellId, CellHeader> headers = new HashMap<>();
      cells.forEach(cell -> headers.put(cell, CellHeader.untouched(cell)));
      return headers;
    }

    @Override
    public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
      throw new UnsupportedOperationException("not asked in these tests");
    }

    @Override
    public RowPage rows(CellId cell, @Nullable String after, int limit) {
      throw new UnsupportedOperationException("not asked in these tests");
    }

    @Override
    public CellLimits limits() {
      return LIMITS;
    }
  }

  /** Knows nothing. */
  private static final class UnknowingStore implements CounterStore {
    @Override
    public void merge(Collection<CellHeader> headers) {}

    @Override
    public void sum(Collection<CellHeader> headers) {}

    @Override
    public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
      return Map.of();
    }

    @Override
    public boolean tryLease(ContentId content, Duration length) {
      return false;
    }
  }
}
