package io.likes.testkit;

import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A UserLikeStore that fails, loses replies, is slow and is counted, as its {@link Faults} say.
 *
 * <p>Thread-safe if the store is.
 */
public final class FaultyUserLikeStore implements UserLikeStore {
  private final UserLikeStore store;
  private final Faults faults;

  /** Decorates a store with faults of its own. */
  public FaultyUserLikeStore(UserLikeStore store) {
    this(store, new Faults());
  }

  /**
   * Decorates a store.
   *
   * @throws IllegalArgumentException if an argument is null
   */
  public FaultyUserLikeStore(UserLikeStore store, Faults faults) {
    this.store = Check.present("store", store);
    this.faults = Check.present("faults", faults);
  }

  /** Returns what decides about the calls and counts them. */
  public Faults faults() {
    return faults;
  }

  @Override
  public void record(Collection<UserLike> entries) {
    faults.send(
        SpiCall.RECORD,
        () -> store.record(entries),
        () -> store.record(Faults.everyOther(entries)));
  }

  @Override
  public Set<ContentId> liked(UserId user, Collection<ContentId> contents) {
    return faults.read(SpiCall.LIKED, () -> store.liked(user, contents), null);
  }

  @Override
  public UserLikePage page(UserId user, @Nullable String after, int limit) {
    return faults.read(
        SpiCall.PAGE,
        () -> store.page(user, after, limit),
        () -> store.page(user, after, Math.min(limit, 1)));
  }
}
