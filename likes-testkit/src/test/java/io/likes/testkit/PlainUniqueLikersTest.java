package io.likes.testkit;

import io.likes.spi.UniqueLikers;

/** The kit finds no fault with a correct implementation. */
class PlainUniqueLikersTest extends UniqueLikersContract {
  private final UniqueLikers likers = new PlainUniqueLikers();

  @Override
  protected UniqueLikers open() {
    return likers;
  }
}
