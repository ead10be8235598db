package io.likes.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.UserId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A feed page")
class FeedPageTest {
  private static final int CONTENTS = 100;

  private final TestCluster cluster = TestCluster.shared();

  @Test
  @DisplayName(
      "of 100 contents with own status is two reads when the counts are in the CounterStore")
  void twoReads() {
    UserId reader = UserId.of("reader-" + UUID.randomUUID());
    List<ContentId> contents =
        IntStream.range(0, CONTENTS)
            .mapToObj(i -> ContentId.of(UUID.randomUUID() + "-" + i))
            .toList();
    try (LikeService writer = service(cluster.session())) {
      writer.view(contents, reader);
      for (int i = 0; i < CONTENTS; i += 2) {
        writer.like(contents.get(i), reader);
      }
    }
    SentRequests sent = new SentRequests();
    try (CqlSession session =
            cluster
                .builder(Duration.ofSeconds(10))
                .addContactPoints(cluster.addresses())
                .withKeyspace(cluster.keyspace())
                .withRequestTracker(sent)
                .build();
        LikeService service = service(session)) {
      int before = sent.count(session);
      List<LikeView> page = service.view(contents, reader);
      assertThat(sent.count(session) - before).as("statements of the page").isEqualTo(2);
      for (int i = 0; i < CONTENTS; i++) {
        assertThat(page.get(i).status())
            .isEqualTo(i % 2 == 0 ? LikeStatus.LIKED : LikeStatus.NOT_LIKED);
        assertThat(page.get(i).count().value()).isEqualTo(i % 2 == 0 ? 1 : 0);
      }
    }
  }

  private static LikeService service(CqlSession session) {
    return LikeService.builder()
        .likeStore(CassandraLikeStore.builder(session).build())
        .userLikeStore(CassandraUserLikeStore.builder(session).build())
        .counterStore(CassandraCounterStore.builder(session).build())
        .counting(Counting.INLINE)
        .build();
  }
}
