package io.likes.testkit;

import io.likes.spi.UserLikeStore;
import java.util.Optional;

/** The kit finds no fault with a correct store. */
class PlainUserLikeStoreTest extends UserLikeStoreContract {
  private final UserLikeStore store = new PlainUserLikeStore();

  @Override
  protected UserLikeStore open() {
    return store;
  }

  @Override
  protected Optional<UserLikeStore> openUnreachable() {
    return Optional.of(OutOfReach.client(UserLikeStore.class, store));
  }
}
