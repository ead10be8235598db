package io.likes.examples.service;

import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeStore;
import io.likes.spi.UserLikeStore;
import org.jspecify.annotations.Nullable;

/**
 * Where likes are kept; each profile has its own.
 *
 * @param likeStore the truth
 * @param userLikeStore what each user likes; null if no list is kept
 * @param counterStore what readers ask
 * @param eventSink tells the aggregator; null if counts are kept by the thread that likes
 */
public record Backend(
    LikeStore likeStore,
    @Nullable UserLikeStore userLikeStore,
    CounterStore counterStore,
    @Nullable EventSink eventSink) {

  /** Returns a builder of a service over this backend, as each process of a fleet has one. */
  public LikeServiceBuilder service() {
    LikeServiceBuilder builder =
        LikeService.builder().likeStore(likeStore).counterStore(counterStore);
    if (userLikeStore != null) {
      builder.userLikeStore(userLikeStore);
    }
    if (eventSink != null) {
      builder.eventSink(eventSink);
    }
    return builder;
  }
}
