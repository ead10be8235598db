package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.spi.UserLike;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entries of one user. Most users have few, so a small list is one array. Not thread-safe. */
final class UserLikes {
  private static final int MAX_UNINDEXED = 16;

  // Oldest first, so that a new like usually goes to the end.
  private UserLike[] liked = {};
  private int count;
  // All entries, those that say not liked included; null as long as there are only a few liked
  // ones.
  private @Nullable Map<ContentId, UserLike> index;

  void record(UserLike entry) {
    UserLike known = find(entry.content());
    if (known != null && known.version().compareTo(entry.version()) >= 0) {
      return;
    }
    if (known != null && known.liked()) {
      remove(known);
    }
    if (entry.liked()) {
      insert(entry);
    }
    if (index == null && (!entry.liked() || count > MAX_UNINDEXED)) {
      index = new HashMap<>();
      for (int i = 0; i < count; i++) {
        index.put(liked[i].content(), liked[i]);
      }
    }
    if (index != null) {
      index.put(entry.content(), entry);
    }
  }

  boolean likes(ContentId content) {
    UserLike entry = find(content);
    return entry != null && entry.liked();
  }

  /** Returns the entries before a place in the order, newest first. */
  List<UserLike> newestBefore(@Nullable Place end, int limit) {
    int to = end == null ? count : place(end.timeMillis(), end.content());
    int from = Math.max(0, to - limit);
    List<UserLike> entries = new ArrayList<>(to - from);
    for (int i = to - 1; i >= from; i--) {
      entries.add(liked[i]);
    }
    return entries;
  }

  private @Nullable UserLike find(ContentId content) {
    if (index != null) {
      return index.get(content);
    }
    for (int i = 0; i < count; i++) {
      if (liked[i].content().equals(content)) {
        return liked[i];
      }
    }
    return null;
  }

  private void insert(UserLike entry) {
    if (count == liked.length) {
      liked = Arrays.copyOf(liked, count + 1 + count / 2);
    }
    int at = place(entry.timeMillis(), entry.content().value());
    System.arraycopy(liked, at, liked, at + 1, count - at);
    liked[at] = entry;
    count++;
  }

  private void remove(UserLike entry) {
    int at = place(entry.timeMillis(), entry.content().value());
    count--;
    System.arraycopy(liked, at + 1, liked, at, count - at);
    liked = Arrays.copyOf(liked, count);
  }

  /** Returns the index of the first entry that is not before the given time and content. */
  private int place(long timeMillis, String content) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      UserLike entry = liked[middle];
      int order = Long.compare(entry.timeMillis(), timeMillis);
      if (order == 0) {
        order = entry.content().value().compareTo(content);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
