package io.likes.core;

import io.likes.ContentId;
import io.likes.LikeServiceConfig;
import io.likes.LikesListener;
import io.likes.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which contents are hot, and lets them cool down.
 *
 * <p>As many as are hot at once: the rate of the process divided by the threshold bounds them.
 * Thread-safe.
 */
final class HotContents implements AutoCloseable {
  private static final Duration MAX_SWEEP_PERIOD = Duration.ofSeconds(1);
  private static final int SWEEPS_IN_COOL_DOWN = 4;

  private final int hotPerMinute;
  private final long coolDownNanos;
  private final CountReader counts;
  private final LikesListener listener;
  private final TimeSource time;
  private final Map<ContentId, Content> hot = new ConcurrentHashMap<>();
  private final TimeSource.Periodic sweep;

  HotContents(
      LikeServiceConfig config, CountReader counts, LikesListener listener, TimeSource time) {
    this.hotPerMinute = config.hotLikesPerMinute();
    this.coolDownNanos = config.coolDown().toNanos();
    this.counts = counts;
    this.listener = listener;
    this.time = time;
    Duration part = config.coolDown().dividedBy(SWEEPS_IN_COOL_DOWN);
    this.sweep =
        time.every(part.compareTo(MAX_SWEEP_PERIOD) < 0 ? part : MAX_SWEEP_PERIOD, this::sweep);
  }

  /** Counts a change. */
  void record(Content content, long now) {
    if (content.heat.record(now, hotPerMinute) && hot.put(content.id, content) == null) {
      listener.hot(content.id);
    }
  }

  private void sweep() {
    long now = time.nanoTime();
    for (ContentId id : hot.keySet()) {
      // In one step: a content that becomes hot again enters behind its removal, not before it.
      List<Content> cold = new ArrayList<>(1);
      hot.computeIfPresent(
          id,
          (same, content) ->
              content.heat.cool(now, hotPerMinute, coolDownNanos) && cold.add(content)
                  ? null
                  : content);
      for (Content content : cold) {
        listener.cold(id);
        // From here on the sum in the CounterStore is the consolidated counter.
        counts.sumInBackground(content);
      }
    }
  }

  @Override
  public void close() {
    sweep.close();
  }
}
