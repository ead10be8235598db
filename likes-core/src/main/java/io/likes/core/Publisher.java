package io.likes.core;

import io.likes.spi.LikeEvent;

/**
 * Tells the world outside the LikeStore of a change: one implementation for each way of counting.
 * Never fails the caller.
 */
@FunctionalInterface
interface Publisher extends AutoCloseable {
  /**
   * Publishes a change, or publishes it again.
   *
   * @param cell the cell; its header is at least as new as the event's
   * @param event the change, or a closing
   */
  void publish(Cell cell, LikeEvent event);

  /** Ends the work in the background, and reports what is lost by that. */
  @Override
  default void close() {}
}
