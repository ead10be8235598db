package io.likes.examples.quickstarts;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.CountAggregator;
import io.likes.LikeService;
import io.likes.UserId;
import io.likes.inmemory.InMemoryCounterStore;
import io.likes.inmemory.InMemoryEventLog;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.spi.LikeEvent;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Events to a consumer of your own, beside the aggregator that keeps the counts. */
class OwnConsumerTest {
  @Test
  void authorIsTold() {
    var counts = new InMemoryCounterStore();
    var log = new InMemoryEventLog();
    var told = new CompletableFuture<LikeEvent>();
    try (LikeService likes =
            LikeService.builder()
                .likeStore(new InMemoryLikeStore())
                .counterStore(counts)
                .eventSink(log)
                .build();
        var aggregator = log.feed(new CountAggregator(counts)::accept);
        var yours = log.feed(events -> events.forEach(told::complete))) { // at least once
      likes.like(ContentId.of("tea"), UserId.of("mira"));

      assertThat(told.join().user()).isEqualTo(UserId.of("mira"));
      assertThat(told.join().liked()).isTrue();
    }
  }
}
