package io.likes.benchmarks.subject;

import io.likes.inmemory.InMemoryCounterStore;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.spi.LikeStore;

/** The library in memory, with a counter store or without. */
final class InMemorySubject extends LibrarySubject {
  private final boolean inline;

  private InMemorySubject(boolean inline) {
    this.inline = inline;
  }

  /** Counts are read from the cells. */
  static Subject exact() {
    return new InMemorySubject(false);
  }

  /** Counts are handed to a counter store, as on backends that are farther away. */
  static Subject inline() {
    return new InMemorySubject(true);
  }

  @Override
  public String name() {
    return inline ? "likes-inmemory INLINE" : "likes-inmemory";
  }

  @Override
  public String description() {
    return inline
        ? "the same with counting INLINE: each new total goes to a counter store in memory too, and"
            + " a count is served from the local cache"
        : "the library on likes-inmemory, counting EXACT, which is what `InMemoryLikes` does: rows"
            + " and total of a cell change together under its lock, and a count reads the cell";
  }

  @Override
  public Store store() {
    return Store.MEMORY;
  }

  @Override
  Stores stores(String address) {
    LikeStore likes = new InMemoryLikeStore();
    return new Stores(
        () -> likes,
        null,
        inline ? new InMemoryCounterStore() : null,
        Heap::used,
        () -> 0,
        () -> {});
  }
}
