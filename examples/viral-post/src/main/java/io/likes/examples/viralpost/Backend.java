package io.likes.examples.viralpost;

import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikesListener;
import io.likes.spi.LikeStore;
import java.io.IOException;
import java.time.Duration;

/** Stores that a run goes against: empty at first, shared by the services that it makes. */
interface Backend extends AutoCloseable {
  /**
   * Makes one more service over the stores, as one more process of an application would. Whoever
   * asks for it closes it.
   *
   * @param counting one of the {@link BackendKind#countings()}, or {@link Counting#EXACT}, which
   *     the audit asks for
   * @param countFreshness how old a count may be that the service shows
   */
  LikeService service(Counting counting, Duration countFreshness, LikesListener listener);

  /** Returns the store that holds the likes, whose rows the audit reads past all services. */
  LikeStore likeStore();

  /**
   * Kills a server, or another process, that this backend started, and starts it again. Returns
   * when it is up. Calls go on meanwhile. Only called if {@link BackendKind#ownServers()}, by one
   * thread.
   *
   * @param number 1 for the first time in this run, and so on; to take turns
   * @throws IOException if it does not come up again; the run then fails
   */
  default void disturb(int number) throws IOException, InterruptedException {
    throw new UnsupportedOperationException("this backend has no server of its own");
  }

  /** Closes the stores, after the services, and ends what the backend started. */
  @Override
  void close();
}
