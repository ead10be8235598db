package io.likes.testkit;

import io.likes.spi.UniqueLikers;
import java.util.Optional;

/** The kit finds no fault with a correct implementation. */
class PlainUniqueLikersTest extends UniqueLikersContract {
  private final UniqueLikers likers = new PlainUniqueLikers();

  @Override
  protected UniqueLikers open() {
    return likers;
  }

  @Override
  protected Optional<UniqueLikers> openUnreachable() {
    return Optional.of(OutOfReach.client(UniqueLikers.class, likers));
  }
}
