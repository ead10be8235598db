package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Users' lists in the memory of this process.
 *
 * <p>Entries are ordered by time, newest first, and then by content. An entry that says not liked
 * is kept, so that an older one which arrives late cannot bring the like back: about 200 bytes for
 * each pair that was ever liked and is not now, until it is liked again.
 */
public final class InMemoryUserLikeStore implements UserLikeStore {
  private static final int LOCKS = 64;

  private final Map<UserId, UserLikes> users = new ConcurrentHashMap<>();
  // One lock guards the users of a part of the hashes: a lock for each would cost more than a like.
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  /** Makes an empty store. */
  public InMemoryUserLikeStore() {
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  @Override
  public void record(Collection<UserLike> entries) {
    for (UserLike entry : entries) {
      ReentrantLock lock = lock(entry.user());
      lock.lock();
      try {
        users.computeIfAbsent(entry.user(), user -> new UserLikes()).record(entry);
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public Set<ContentId> liked(UserId user, Collection<ContentId> contents) {
    Set<ContentId> liked = new HashSet<>();
    ReentrantLock lock = lock(user);
    lock.lock();
    try {
      UserLikes likes = users.get(user);
      for (ContentId content : contents) {
        Objects.requireNonNull(content, "contents has null");
        if (likes != null && likes.likes(content)) {
          liked.add(content);
        }
      }
    } finally {
      lock.unlock();
    }
    return liked;
  }

  @Override
  public UserLikePage page(UserId user, @Nullable String after, int limit) {
    Objects.requireNonNull(user, "user");
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
    Place end = after == null ? null : Place.of(after);
    int wanted = limit == Integer.MAX_VALUE ? limit : limit + 1;
    List<UserLike> entries = List.of();
    ReentrantLock lock = lock(user);
    lock.lock();
    try {
      UserLikes likes = users.get(user);
      if (likes != null) {
        entries = likes.newestBefore(end, wanted);
      }
    } finally {
      lock.unlock();
    }
    if (entries.size() <= limit) {
      return new UserLikePage(entries, null);
    }
    return new UserLikePage(
        entries.subList(0, limit), Place.behind(entries.get(limit - 1)).cursor());
  }

  private ReentrantLock lock(UserId user) {
    int hash = user.hashCode();
    return locks[(hash ^ hash >>> 16) & (LOCKS - 1)];
  }
}
