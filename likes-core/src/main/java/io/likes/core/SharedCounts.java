package io.likes.core;

import io.likes.ContentId;
import io.likes.Count;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts that were told, for all who read the same content at the same coarse time: of a viral
 * post, one reader in a tick of the clock does the work.
 *
 * <p>A change is seen at once. Who shares a count claims its place first and reads behind that; who
 * changes a content takes away what is in its place, a claim as well.
 *
 * <p>Bounded: contents whose hashes meet in a place do not share. Thread-safe, without locks.
 */
final class SharedCounts {
  /** Power of two. */
  private static final int PLACES = 1024;

  /**
   * What is in a place.
   *
   * @param count null while it is claimed
   */
  record Shared(ContentId content, long now, @Nullable Count count) {}

  private final AtomicReferenceArray<@Nullable Shared> places = new AtomicReferenceArray<>(PLACES);

  /** Returns the count of a content that another reader shared at this time, or null. */
  @Nullable Count get(ContentId content, long now) {
    Shared shared = places.get(place(content));
    return shared != null && shared.now == now && shared.content.equals(content)
        ? shared.count
        : null;
  }

  /**
   * Claims the place of a content.
   *
   * @return null if the place is in use at this time
   */
  @Nullable Shared claim(ContentId content, long now) {
    int place = place(content);
    Shared before = places.get(place);
    if (before != null && before.now == now) {
      return null;
    }
    Shared claim = new Shared(content, now, null);
    return places.compareAndSet(place, before, claim) ? claim : null;
  }

  /** Shares a count that was read behind the claim, unless the content changed since. */
  void share(Shared claim, Count count) {
    places.compareAndSet(place(claim.content), claim, new Shared(claim.content, claim.now, count));
  }

  /** Takes away the count of a content; to be called behind each change of what it is made of. */
  void changed(ContentId content) {
    int place = place(content);
    Shared shared = places.get(place);
    // Looks first: threads that change a content that nobody reads share no write.
    if (shared != null && shared.content.equals(content)) {
      places.set(place, null);
    }
  }

  private static int place(ContentId content) {
    int hash = content.hashCode();
    return (hash ^ (hash >>> 16)) & (PLACES - 1);
  }
}
