package io.likes.examples.viralpost;

import io.likes.Counting;
import java.io.IOException;
import java.util.List;

/** A backend as the command line offers it, before it is opened. */
interface BackendKind {
  /** Returns what {@code --backend} takes. */
  String name();

  /** Returns where it keeps likes, counts and events, in a few words for {@code --help}. */
  String description();

  /** Returns the ways to count that it can do, the default first. */
  List<Counting> countings();

  /**
   * Returns how many threads make calls if the user does not say: so many that they keep the stores
   * busy, even if each call waits for a network.
   */
  int threads();

  /**
   * Returns the objects whose fields are the picocli options of this kind. Kinds that need the same
   * options give the same object. An option that the chosen kind does not give is refused.
   */
  default List<Object> options() {
    return List.of();
  }

  /** Returns what is wrong with the values of the options, each with the option and the value. */
  default List<String> problems() {
    return List.of();
  }

  /**
   * Returns whether, with the options as they are, the backend starts servers by itself, which
   * {@code --kills} may then kill.
   */
  default boolean ownServers() {
    return false;
  }

  /** Opens empty stores, and starts the servers that it needs for that. */
  Backend open() throws IOException, InterruptedException;
}
