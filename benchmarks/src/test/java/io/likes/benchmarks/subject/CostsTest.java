package io.likes.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.benchmarks.subject.Store.Server;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The cost model")
class CostsTest {
  private static Map<String, Map<String, Integer>> calls(List<Costs.Cost> costs) {
    return costs.stream().collect(Collectors.toMap(Costs.Cost::operation, Costs.Cost::calls));
  }

  @Test
  @DisplayName("of EXACT counting: a change is one call, a count one read of the headers")
  void exact() {
    Map<String, Integer> write = Map.of("LikeStore.apply", 1);
    Map<String, Integer> headers = Map.of("LikeStore.headers", 1);
    Map<String, Integer> page = Map.of("LikeStore.headers", 1, "LikeStore.states", 1);

    assertThat(calls(Costs.of(InMemorySubject.exact(), "")))
        .containsExactlyInAnyOrderEntriesOf(
            expected(
                change -> write,
                Map.of("count, hot", headers, "count, not summed", headers, "count, cold", headers),
                Map.of("not summed", page, "cold", page, "hot", page)));
  }

  @Test
  @DisplayName("of INLINE counting: a change is two calls, a count that is known none")
  void inline() {
    Map<String, Integer> write = Map.of("LikeStore.apply", 1, "CounterStore.merge", 1);
    Map<String, Integer> read = Map.of("CounterStore.read", 1);

    assertThat(calls(Costs.of(InMemorySubject.inline(), "")))
        .containsExactlyInAnyOrderEntriesOf(
            expected(
                change -> write,
                Map.of(
                    "count, hot",
                    Map.of(),
                    "count, not summed",
                    Map.of("CounterStore.read", 1, "LikeStore.headers", 1, "CounterStore.sum", 1),
                    "count, cold",
                    read),
                Map.of(
                    "not summed",
                    Map.of(
                        "CounterStore.read",
                        1,
                        "LikeStore.headers",
                        1,
                        "CounterStore.sum",
                        1,
                        "LikeStore.states",
                        1),
                    "cold",
                    Map.of("CounterStore.read", 1, "LikeStore.states", 1),
                    "hot",
                    Map.of("LikeStore.states", 1))));
  }

  private static Map<String, Map<String, Integer>> expected(
      Function<String, Map<String, Integer>> changes,
      Map<String, Map<String, Integer>> counts,
      Map<String, Map<String, Integer>> pages) {
    Map<String, Map<String, Integer>> expected = new java.util.HashMap<>(counts);
    for (String change :
        List.of("first like", "like, hot", "like again", "unlike", "like, cold", "unlike, cold")) {
      expected.put(change, changes.apply(change));
    }
    for (int size : new int[] {20, 100}) {
      pages.forEach((known, calls) -> expected.put("feed page of " + size + ", " + known, calls));
    }
    return expected;
  }

  @Test
  @DisplayName("of Redis: a command for each call, and one for each content of what a page reads")
  void redis() throws IOException, InterruptedException {
    try (Server server = Store.REDIS.start().orElseThrow()) {
      List<Costs.Cost> exact = Costs.of(RedisSubject.exact(), server.address());
      assertThat(statements(exact))
          .as("%s", exact)
          .containsEntry("first like", 1L)
          .containsEntry("like, hot", 1L)
          .containsEntry("like again", 1L)
          .containsEntry("unlike", 1L)
          .containsEntry("count, hot", 1L)
          .containsEntry("count, cold", 1L);
      List<Costs.Cost> inline = Costs.of(RedisSubject.inline(), server.address());
      assertThat(statements(inline))
          .as("%s", inline)
          .containsEntry("like, hot", 2L)
          .containsEntry("unlike", 2L)
          .containsEntry("count, hot", 0L)
          .containsEntry("count, cold", 1L)
          .containsEntry("feed page of 100, cold", 200L)
          .containsEntry("feed page of 100, hot", 100L);
      assertThat(calls(exact))
          .containsEntry(
              "feed page of 100, cold", Map.of("LikeStore.headers", 1, "LikeStore.states", 1));
    }
  }

  @Test
  @DisplayName("of Cassandra: a merge reads first, an unlike too, and a new process tries twice")
  void cassandra() throws IOException, InterruptedException {
    try (Server server = Store.CASSANDRA.start().orElseThrow()) {
      List<Costs.Cost> costs = Costs.of(new CassandraSubject(), server.address());
      assertThat(statements(costs))
          .as("%s", costs)
          .containsEntry("first like", 4L)
          .containsEntry("like, hot", 4L)
          .containsEntry("unlike", 5L)
          .containsEntry("like, cold", 5L)
          .containsEntry("unlike, cold", 5L)
          .containsEntry("count, hot", 0L)
          .containsEntry("count, cold", 1L)
          .containsEntry("feed page of 100, not summed", 302L)
          .containsEntry("feed page of 100, cold", 2L)
          .containsEntry("feed page of 100, hot", 1L);
      assertThat(calls(costs))
          .containsEntry(
              "like, hot",
              Map.of("LikeStore.apply", 1, "UserLikeStore.record", 1, "CounterStore.merge", 1));
    }
  }

  private static Map<String, Long> statements(List<Costs.Cost> costs) {
    return costs.stream().collect(Collectors.toMap(Costs.Cost::operation, Costs.Cost::statements));
  }

  @Test
  @DisplayName("is the library's only")
  void peers() {
    assertThatThrownBy(() -> Costs.of(new AtomicLongSubject(), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("subject must be of the library, but is AtomicLong");
  }
}
