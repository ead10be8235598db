package io.likes.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellBatch;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures and reports what a like and a content take; the documents name these numbers. */
final class HeapPerLikeTest {
  private static final Logger LOG = LoggerFactory.getLogger(HeapPerLikeTest.class);
  private static final int LIKES = 1_000_000;
  private static final int CONTENTS = 200_000;
  private static final long TIME = 1_700_000_000_000L;

  private final InMemoryLikeStore store = new InMemoryLikeStore();

  @Test
  @DisplayName("A like takes about 36 bytes, with a user id of 10 characters")
  void like() {
    CellId cell = CellId.root(ContentId.of("viral"));
    long before = usedAfterCollection();
    for (int i = 0; i < LIKES; i++) {
      like(cell, i);
    }
    long bytes = (usedAfterCollection() - before) / LIKES;
    LOG.info("a like takes {} bytes of heap, measured over {} likes", bytes, LIKES);
    assertThat(bytes).isBetween(25L, 45L);
    assertThat(store.cell(cell).header().total()).isEqualTo(LIKES);
  }

  @Test
  @DisplayName("A content with one like takes about 440 bytes")
  void content() {
    long before = usedAfterCollection();
    for (int i = 0; i < CONTENTS; i++) {
      like(CellId.root(ContentId.of("content" + (1_000_000 + i))), i);
    }
    long bytes = (usedAfterCollection() - before) / CONTENTS;
    LOG.info("a content with one like takes {} bytes of heap, over {} contents", bytes, CONTENTS);
    assertThat(bytes).isBetween(300L, 600L);
    assertThat(store.contents()).hasSize(CONTENTS);
  }

  private void like(CellId cell, int i) {
    UserId user = UserId.of(Integer.toString(1_000_000_000 + i));
    Change like = new Change(user, true, TIME + i, ContentType.UNSPECIFIED);
    store.apply(new CellBatch(cell, 0, List.of(like)));
  }

  private static long usedAfterCollection() {
    WeakReference<Object> collected = new WeakReference<>(new Object());
    while (collected.get() != null) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
