package io.likes.testkit;

import io.likes.spi.LikeStore;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The kit finds no fault with a correct store. */
class PlainLikeStoreTest extends LikeStoreContract {
  private final PlainLikeStore store = new PlainLikeStore();

  @Override
  protected LikeStore open() {
    return store;
  }

  @Override
  protected StorageView storage() {
    return store;
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.of(Capability.UNRELIABLE_CLIENT);
  }

  @Override
  protected LikeStore openUnreliable() {
    return new UnreliableClient(store);
  }

  @Override
  protected Optional<LikeStore> openUnreachable() {
    return Optional.of(OutOfReach.client(LikeStore.class, store));
  }
}
