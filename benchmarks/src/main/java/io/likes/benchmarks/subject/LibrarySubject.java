package io.likes.benchmarks.subject;

/** The library over a backend: a subclass opens the stores and names itself. */
abstract class LibrarySubject implements Subject {
  /** Opens stores with nothing in them. */
  abstract Stores stores(String address);

  @Override
  public final boolean library() {
    return true;
  }

  @Override
  public final Likes open(String address) {
    Stores stores = stores(address);
    return new LibraryLikes(stores.service(), stores.bytes(), stores.clients());
  }
}
