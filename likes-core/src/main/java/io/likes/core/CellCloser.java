package io.likes.core;

import io.likes.ContentType;
import io.likes.LikesListener;
import io.likes.TimeSource;
import io.likes.spi.BatchResult;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.LikeEvent;
import io.likes.spi.LikeStore;
import io.likes.spi.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes cells that are too much for their backend, in the background. Thread-safe. */
final class CellCloser {
  private static final Logger LOG = LoggerFactory.getLogger(CellCloser.class);

  private final LikeStore store;
  private final Contents contents;
  private final Publisher publisher;
  private final LikesListener listener;
  private final TimeSource time;
  private final Executor background;
  private final Set<CellId> underWay = ConcurrentHashMap.newKeySet();

  CellCloser(
      LikeStore store,
      Contents contents,
      Publisher publisher,
      LikesListener listener,
      TimeSource time,
      Executor background) {
    this.store = store;
    this.contents = contents;
    this.publisher = publisher;
    this.listener = listener;
    this.time = time;
    this.background = background;
  }

  /** Weighs a batch that was written, and closes its cell if that is too much for it. */
  void watch(Cell cell, BatchResult result, int changes, CellLimits limits) {
    boolean measured =
        result.contention() > 0
            || limits.maxChangesPerSecond() < Long.MAX_VALUE
            || result.header().total() > limits.maxRows();
    if (!measured || result.header().closed() || cell.id.depth() == CellId.MAX_DEPTH) {
      return;
    }
    int contention = result.contention();
    if (limits.maxBatch() > 1 && changes == limits.maxBatch() && cell.writer().waiting() > 0) {
      contention++;
    }
    int children =
        cell.writer()
            .pressure
            .record(time.nanoTime(), changes, contention, result.header().total(), limits);
    if (children > 0 && underWay.add(cell.id)) {
      background.execute(
          () -> {
            try {
              close(cell, children);
            } catch (RuntimeException e) {
              LOG.debug("{} stays open until it is too much again", cell.id, e);
            } finally {
              underWay.remove(cell.id);
            }
          });
    }
  }

  private void close(Cell cell, int children) {
    CellHeader header =
        store.close(cell.id, cell.siblings, childrenOfLostClosing(cell.id, children));
    cell.merge(header);
    contents.reweigh(cell.content);
    listener.closed(header);
    Version version = new Version(cell.id.depth(), header.seq());
    publisher.publish(
        cell,
        new LikeEvent(
            header, null, false, ContentType.UNSPECIFIED, version, time.currentTimeMillis()));
  }

  /**
   * Returns the number of children that a closing had which the store lost, if there was one: rows
   * that children took then are found only with that number. The lowest indexes exist with any
   * number.
   */
  private int childrenOfLostClosing(CellId cell, int wanted) {
    List<CellId> lowest = new ArrayList<>(CellId.MIN_CHILDREN);
    for (int i = 0; i < CellId.MIN_CHILDREN; i++) {
      lowest.add(cell.child(i));
    }
    return store.headers(lowest).values().stream()
        .mapToInt(CellHeader::siblings)
        .filter(n -> n > 0)
        .findAny()
        .orElse(wanted);
  }
}
