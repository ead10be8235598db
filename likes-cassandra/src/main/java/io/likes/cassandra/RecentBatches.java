package io.likes.cassandra;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ids of the newest batches of a cell, newest first: by them a writer whose reply was lost learns
 * whether its batch was applied. Immutable.
 *
 * @param ids at most {@value #MAX}
 */
record RecentBatches(List<Long> ids) {
  /** So many batches of others may follow before the fate of one is forgotten. */
  static final int MAX = 16;

  static final RecentBatches NONE = new RecentBatches(List.of());

  RecentBatches {
    ids = List.copyOf(ids);
  }

  RecentBatches with(long id) {
    List<Long> newest = new ArrayList<>(MAX);
    newest.add(id);
    newest.addAll(ids.subList(0, Math.min(ids.size(), MAX - 1)));
    return new RecentBatches(newest);
  }

  boolean contains(long id) {
    return ids.contains(id);
  }

  /** Returns whether all batches that followed a header with the given list are in this one. */
  boolean tellsAllSince(RecentBatches before) {
    return before.ids.isEmpty() ? ids.size() < MAX : contains(before.ids.get(0));
  }

  @Nullable ByteBuffer toBytes() {
    if (ids.isEmpty()) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(ids.size() * Long.BYTES);
    ids.forEach(bytes::putLong);
    return bytes.flip();
  }

  static RecentBatches of(@Nullable ByteBuffer bytes) {
    if (bytes == null) {
      return NONE;
    }
    List<Long> ids = new ArrayList<>(MAX);
    ByteBuffer left = bytes.duplicate();
    while (left.remaining() >= Long.BYTES) {
      ids.add(left.getLong());
    }
    return new RecentBatches(ids);
  }
}
