package io.likes.testkit;

import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.UniqueLikers;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Correct, since it counts instead of estimating. */
class PlainUniqueLikers implements UniqueLikers {
  private final Map<ContentId, Set<UserId>> likers = new ConcurrentHashMap<>();

  @Override
  public void add(ContentId content, UserId user) {
    likers(content).add(user);
  }

  Set<UserId> likers(ContentId content) {
    return likers.computeIfAbsent(content, c -> ConcurrentHashMap.newKeySet());
  }

  @Override
  public long estimate(ContentId content) {
    return likers(content).size();
  }
}
