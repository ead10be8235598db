package io.likes.inmemory;

import io.likes.spi.UniqueLikers;
import io.likes.testkit.UniqueLikersContract;

final class InMemoryUniqueLikersContractTest extends UniqueLikersContract {
  private final UniqueLikers store = new InMemoryUniqueLikers();

  @Override
  protected UniqueLikers open() {
    return store;
  }
}
