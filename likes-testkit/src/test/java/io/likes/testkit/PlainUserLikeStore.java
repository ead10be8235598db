package io.likes.testkit;

import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A correct store of one lock and some maps. Its steps are apart, so that {@link UserLikeStoreFlaw}
 * can break each of them.
 */
class PlainUserLikeStore implements UserLikeStore {
  /** Newest first; among likes of one time, by content. */
  static final Comparator<UserLike> LIST_ORDER =
      Comparator.comparingLong(UserLike::timeMillis)
          .reversed()
          .thenComparing(entry -> entry.content().value());

  private static final Pattern POSITION = Pattern.compile("(\\d+) (.+)", Pattern.DOTALL);

  private final Map<UserId, Map<ContentId, UserLike>> users = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  final <T> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  Map<ContentId, UserLike> entries(UserId user) {
    return users.computeIfAbsent(user, u -> new HashMap<>());
  }

  @Override
  public void record(Collection<UserLike> entries) {
    for (UserLike entry : entries) {
      boolean kept = locked(() -> keep(entries(entry.user()), entry));
      recorded(entry, kept);
    }
  }

  boolean keep(Map<ContentId, UserLike> entries, UserLike entry) {
    UserLike known = entries.get(entry.content());
    if (known != null && !newer(entry, known)) {
      return false;
    }
    entries.put(entry.content(), entry);
    return true;
  }

  boolean newer(UserLike entry, UserLike known) {
    return entry.version().compareTo(known.version()) > 0;
  }

  void recorded(UserLike entry, boolean kept) {}

  @Override
  public Set<ContentId> liked(UserId user, Collection<ContentId> contents) {
    return locked(
        () -> {
          Set<ContentId> liked = new HashSet<>(contents);
          liked.removeIf(
              content -> entries(user).get(content) == null || !entries(user).get(content).liked());
          return liked;
        });
  }

  @Override
  public UserLikePage page(UserId user, @Nullable String after, int limit) {
    checkPage(limit);
    Comparator<String> behind =
        Comparator.comparing((String p) -> position(p).timeMillis())
            .reversed()
            .thenComparing(p -> position(p).content());
    if (after != null) {
      position(after);
    }
    return locked(
        () -> {
          List<UserLike> left =
              entries(user).values().stream()
                  .filter(
                      entry ->
                          entry.liked()
                              && (after == null || behind.compare(position(entry), after) > 0))
                  .sorted(order())
                  .toList();
          return left.size() <= limit
              ? new UserLikePage(left, null)
              : new UserLikePage(left.subList(0, limit), position(left.get(limit - 1)));
        });
  }

  Comparator<UserLike> order() {
    return LIST_ORDER;
  }

  void checkPage(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
  }

  private static String position(UserLike entry) {
    return entry.timeMillis() + " " + entry.content().value();
  }

  private record Position(long timeMillis, String content) {}

  private static Position position(String after) {
    Matcher matcher = POSITION.matcher(after);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("after must be a position, but is '" + after + "'");
    }
    return new Position(Long.parseLong(matcher.group(1)), matcher.group(2));
  }
}
