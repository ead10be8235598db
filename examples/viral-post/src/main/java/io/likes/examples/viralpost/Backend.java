package io.likes.examples.viralpost;

import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikesListener;
import java.time.Duration;

/** Stores that a run goes against: empty at first, shared by the services that it makes. */
interface Backend extends AutoCloseable {
  /** Opens the stores of one backend. */
  @FunctionalInterface
  interface Opener {
    Backend open();
  }

  /**
   * Makes one more service over the stores, as one more process of an application would. Whoever
   * asks for it closes it.
   *
   * @param countFreshness how old a count may be that the service shows
   */
  LikeService service(Counting counting, Duration countFreshness, LikesListener listener);

  /** Closes the stores, after the services. */
  @Override
  void close();
}
