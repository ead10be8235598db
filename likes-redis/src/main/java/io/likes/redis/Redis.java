package io.likes.redis;

import java.util.List;

/** A server or a Cluster, as the stores need it. Thread-safe. */
interface Redis {
  /**
   * Runs commands, in one round trip for each node that has some of them.
   *
   * @return one reply for each command, in their order; what fails is a reply too
   */
  List<Reply> call(List<Command> commands);

  /** Returns which of the clocks, of which there are {@link #clocks}, is that of a key's server. */
  int clockOf(byte[] key);

  /** Returns how many clocks may differ. */
  int clocks();
}
