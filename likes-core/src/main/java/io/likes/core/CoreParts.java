package io.likes.core;

import io.likes.Admission;
import io.likes.LikeServiceConfig;
import io.likes.LikesListener;
import io.likes.TimeSource;
import io.likes.spi.CellLimits;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeStore;
import io.likes.spi.UniqueLikers;
import io.likes.spi.UserLikeStore;
import java.util.StringJoiner;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a service is built from; the builder has checked it.
 *
 * @param limits those of the LikeStore
 * @param listener is guarded already
 * @param executor runs background work; null for the service's own threads
 */
public record CoreParts(
    LikeServiceConfig config,
    LikeStore likeStore,
    CellLimits limits,
    @Nullable UserLikeStore userLikeStore,
    @Nullable CounterStore counterStore,
    @Nullable EventSink eventSink,
    @Nullable UniqueLikers uniqueLikers,
    Admission admission,
    LikesListener listener,
    TimeSource time,
    RandomGenerator random,
    @Nullable Executor executor) {
  /** Returns all settings: the numbers, and the classes of the parts. */
  @Override
  public String toString() {
    StringJoiner settings = new StringJoiner(", ", "[", "]");
    settings.add(config.toString());
    settings.add(limits.toString());
    add(settings, "likeStore", likeStore);
    add(settings, "userLikeStore", userLikeStore);
    add(settings, "counterStore", counterStore);
    add(settings, "eventSink", eventSink);
    add(settings, "uniqueLikers", uniqueLikers);
    add(settings, "admission", admission);
    add(settings, "listener", listener);
    add(settings, "time", time);
    add(settings, "random", random);
    add(settings, "executor", executor);
    return settings.toString();
  }

  private static void add(StringJoiner settings, String name, @Nullable Object part) {
    settings.add(name + "=" + (part == null ? "none" : part.getClass().getName()));
  }
}
