package io.likes.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.likes.ContentId;
import io.likes.TimeSource;
import io.likes.spi.CellHeader;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The contents that this process knows, as many as the bound on their cells allows; those in use
 * stay. Thread-safe.
 */
final class Contents {
  private final Cache<ContentId, Content> cache;
  private final TimeSource time;

  /** Counts of these contents. */
  final SharedCounts shared = new SharedCounts();

  Contents(int maxCells, TimeSource time) {
    this.time = time;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maxCells)
            .weigher((ContentId id, Content content) -> content.weight())
            .executor(Runnable::run)
            .build();
  }

  Content get(ContentId id) {
    Content known = cache.getIfPresent(id);
    return known != null
        ? known
        : cache.get(id, absent -> new Content(absent, time.nanoTime(), shared));
  }

  @Nullable Content getIfPresent(ContentId id) {
    return cache.getIfPresent(id);
  }

  /** Tells the bound that the number of cells of a content changed. */
  void reweigh(Content content) {
    cache.asMap().replace(content.id, content, content);
  }

  /**
   * Forgets a content because the store was set back: its routes, its counts and its heat. Whoever
   * sees it as forgotten gets another one.
   */
  void forget(Content content) {
    cache.asMap().remove(content.id, content);
    content.forget();
  }

  /**
   * Returns the content that stands for the one of a cell now, if that was driven out or forgotten
   * while the cell was written, and makes it know the header and the way to it. The way is not
   * taken from a content that was forgotten.
   */
  Content current(Cell written, CellHeader header) {
    Content now = get(header.cell().content());
    if (now != written.content) {
      if (!written.content.forgotten()) {
        written.content.above(written.id).forEach(now::merge);
      }
      now.merge(header);
    }
    return now;
  }

  /**
   * Takes headers of contents that are known; headers of cells to which the way is not known are
   * left out.
   */
  void merge(Collection<CellHeader> headers) {
    for (CellHeader header : headers) {
      Content content = cache.getIfPresent(header.cell().content());
      if (content != null) {
        content.merge(header);
        if (header.closed()) {
          reweigh(content);
        }
      }
    }
  }
}
