package io.likes.spi;

import io.likes.BackendException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /**
   * Publishes several events as {@link #publish} does each, and says which of them it failed at. A
   * sink that waits for an acknowledgement should wait once for all of them, and one that it cannot
   * get through should not hold up the others: what was kept while the log was down is published
   * so. This implementation publishes one after the other, until three in a row have failed.
   *
   * @param spread see {@link #publish}
   * @return the events that may or may not be delivered, with their failures; the others are
   *     durable
   * @throws BackendException after which each of them may or may not be delivered
   */
  default Map<LikeEvent, BackendException> publishAll(
      Collection<LikeEvent> events, boolean spread) {
    Map<LikeEvent, BackendException> failed = new HashMap<>();
    int inARow = 0;
    @Nullable BackendException last = null;
    for (LikeEvent event : events) {
      if (last != null && inARow == 3) {
        failed.put(event, last);
        continue;
      }
      try {
        publish(event, spread);
        inARow = 0;
      } catch (BackendException e) {
        failed.put(event, e);
        last = e;
        inARow++;
      }
    }
    return failed;
  }
}
