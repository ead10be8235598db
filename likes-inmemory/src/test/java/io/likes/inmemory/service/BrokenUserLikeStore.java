package io.likes.inmemory.service;

import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store with a fault in its code: it throws what the contract does not allow. */
final class BrokenUserLikeStore implements UserLikeStore {
  @Override
  public void record(Collection<UserLike> entries) {
    throw new IllegalStateException("broken");
  }

  @Override
  public Set<ContentId> liked(UserId user, Collection<ContentId> contents) {
    throw new IllegalStateException("broken");
  }

  @Override
  public UserLikePage page(UserId user, @Nullable String after, int limit) {
    throw new IllegalStateException("broken");
  }
}
