package io.likes.spi;

import io.likes.BackendException;

/**
 * Takes events to a log that other processes read.
 *
 * <p><b>Call order.</b> Any. <b>Delivery.</b> Readers get every published event at least once, in
 * no promised order, and merge what it says: totals are absolute, so a repeated or late one changes
 * nothing.
 *
 * <p><b>Thread safety.</b> Any number of threads may publish at once.
 *
 * <p><b>Errors.</b> {@link BackendException}; after one the event may or may not be delivered, and
 * may be published again.
 */
public interface EventSink {
  /**
   * Publishes an event; returns when it is as durable as the sink is configured to make it.
   *
   * @param spread true if the content is hot, so that its cells should be spread over the
   *     partitions of the log
   * @throws BackendException see above
   */
  void publish(LikeEvent event, boolean spread);
}
