package io.likes.inmemory;

import io.likes.spi.UserLikeStore;
import io.likes.testkit.UserLikeStoreContract;

final class InMemoryUserLikeStoreContractTest extends UserLikeStoreContract {
  private final UserLikeStore store = new InMemoryUserLikeStore();

  @Override
  protected UserLikeStore open() {
    return store;
  }
}
