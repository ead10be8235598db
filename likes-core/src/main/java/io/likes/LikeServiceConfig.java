package io.likes;

import java.time.Duration;

/**
 * The numbers of a {@link LikeService}; see {@link LikeServiceBuilder} for what each does and its
 * default. Immutable.
 *
 * @param counting how counts are kept
 * @param writeTimeout how long a change may wait for its turn
 * @param countFreshness how long a count is served from memory
 * @param hotLikesPerMinute rate from which a content is hot
 * @param coolDown how long a hot content must be below half the rate to be cold again
 * @param maxCachedCells how many cells are remembered
 * @param maxRememberedRows how many rows of closed cells are remembered
 * @param maxConcurrentSums how many contents are summed at once
 * @param maxPendingEvents how many events wait for a log that is down, or counts of cells for a
 *     CounterStore that is down
 * @param eventRetry time between tries to bring them there
 */
public record LikeServiceConfig(
    Counting counting,
    Duration writeTimeout,
    Duration countFreshness,
    int hotLikesPerMinute,
    Duration coolDown,
    int maxCachedCells,
    int maxRememberedRows,
    int maxConcurrentSums,
    int maxPendingEvents,
    Duration eventRetry) {
  /**
   * Checks that no part is null; {@link LikeServiceBuilder#build} checks the ranges.
   *
   * @throws IllegalArgumentException if a part is null
   */
  public LikeServiceConfig {
    Arguments.present("counting", counting);
    Arguments.present("writeTimeout", writeTimeout);
    Arguments.present("countFreshness", countFreshness);
    Arguments.present("coolDown", coolDown);
    Arguments.present("eventRetry", eventRetry);
  }
}
