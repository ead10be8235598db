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
    return known != null ? known : cache.get(id, absent -> new Content(absent, time.nanoTime()));
  }

  @Nullable Content getIfPresent(ContentId id) {
    return cache.getIfPresent(id);
  }

  /** Tells the bound that the number of cells of a content changed. */
  void reweigh(Content content) {
    cache.asMap().replace(content.id, content, content);
  }

  /** Forgets a content: its routes, its counts and its heat. */
  void forget(Content content) {
    cache.asMap().remove(content.id, content);
  }

  /**
   * Takes headers of contents that are known; headers of cells to which the way is not known are
   * left out.
   */
  void merge(Collection<CellHeader> headers) {
    for (CellHeader header : headers) {
      Content content = cache.getIfPresent(header.cell().content());
      Cell cell = content == null ? null : content.find(header.cell());
      if (cell != null) {
        cell.merge(header);
      }
    }
  }
}
