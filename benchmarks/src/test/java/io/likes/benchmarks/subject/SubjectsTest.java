package io.likes.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.benchmarks.subject.Store.Server;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The subjects")
class SubjectsTest {
  private static final int USERS = 200;

  @Test
  @DisplayName("have names of their own")
  void names() {
    assertThat(Subject.all()).extracting(Subject::name).doesNotHaveDuplicates();
    assertThatThrownBy(() -> Subject.named("nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subject must be one of [likes-inmemory")
        .hasMessageContaining("but is nobody");
  }

  @ParameterizedTest
  @EnumSource(value = Store.class, mode = EnumSource.Mode.EXCLUDE, names = "CASSANDRA")
  @DisplayName("do what they are compared for, on the store where they do it")
  void likes(Store store) throws IOException, InterruptedException, ExecutionException {
    Optional<Server> started = store.start();
    Assumptions.assumeTrue(started.isPresent(), store.absence());
    try (Server server = started.get()) {
      for (Subject subject : Subject.all()) {
        if (subject.store() == store) {
          check(subject, server.address());
        }
      }
    }
  }

  private static void check(Subject subject, String address)
      throws InterruptedException, ExecutionException {
    try (Likes likes = subject.open(address)) {
      assertThat(likes.count("post")).as(subject.name()).isZero();
      likeFromManyThreads(likes);
      assertThat(likes.count("post")).as(subject.name()).isEqualTo(USERS);
      if (subject.knowsUsers()) {
        assertThat(likes.like("post", "user-7")).as(subject.name()).isFalse();
        assertThat(likes.unlike("post", "user-7")).as(subject.name()).isTrue();
        assertThat(likes.unlike("post", "user-7")).as(subject.name()).isFalse();
        assertThat(likes.count("post")).as(subject.name()).isEqualTo(USERS - 1);
        // Two counts, and one of them liked.
        likes.like("other", "user-7");
        assertThat(likes.feed(List.of("post", "other"), "user-7"))
            .as(subject.name())
            .isEqualTo(USERS - 1 + 1 + 1);
      }
    }
    try (Likes again = subject.open(address)) {
      assertThat(again.count("post")).as(subject.name() + ", opened again").isZero();
    }
  }

  private static void likeFromManyThreads(Likes likes)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> answers =
          IntStream.range(0, USERS)
              .mapToObj(i -> threads.submit(() -> likes.like("post", "user-" + i)))
              .toList();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }
}
