package io.likes.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.AuditReport;
import io.likes.AuditSource;
import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.CountAggregator;
import io.likes.LikeService;
import io.likes.Outcome;
import io.likes.UserId;
import io.likes.inmemory.InMemoryCounterStore;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.inmemory.InMemoryLikes;
import io.likes.inmemory.InMemoryUserLikeStore;
import io.likes.spi.EventSink;
import io.likes.testkit.Fault;
import io.likes.testkit.Faults;
import io.likes.testkit.FaultyLikeStore;
import io.likes.testkit.SpiCall;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets do what their comments say. */
class ExamplesTest {
  private final ContentId content = ContentId.of("post-42");
  private final UserId user = UserId.of("alice");

  @Test
  @DisplayName("the quick start prints what the README promises")
  void quickStart() {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      QuickStart.main(new String[0]);
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("LIKED then ALREADY_LIKED", "1 like, liked by alice: true");
  }

  @Test
  @DisplayName("a feed page shows hearts and counts")
  void feedPage() {
    try (LikeService likes = InMemoryLikes.create()) {
      likes.like(content, user);
      assertThat(FeedPage.render(likes, List.of(content, ContentId.of("other")), user))
          .containsExactly("♥ 1", "♡ 0");
    }
  }

  @Test
  @DisplayName("the admission answers 404 and 429")
  void admission() {
    try (LikeService likes =
        InMemoryLikes.builder()
            .admission(
                Assembly.admission(content::equals, (who, what) -> !who.value().equals("bob")))
            .build()) {
      assertThat(likes.like(content, user).outcome()).isEqualTo(Outcome.LIKED);
      assertThat(likes.like(ContentId.of("other"), user).outcome())
          .isEqualTo(Outcome.CONTENT_NOT_FOUND);
      assertThat(likes.like(content, UserId.of("bob")).retryAfter())
          .isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  @DisplayName("the audit finds nothing in a healthy store")
  void audit(@TempDir Path folder) {
    InMemoryLikeStore store = new InMemoryLikeStore();
    InMemoryUserLikeStore lists = new InMemoryUserLikeStore();
    InMemoryCounterStore counts = new InMemoryCounterStore();
    try (LikeService likes =
        LikeService.builder().likeStore(store).userLikeStore(lists).counterStore(counts).build()) {
      likes.like(content, user);
    }
    AuditReport report =
        Auditing.run(
            store,
            lists,
            counts,
            AuditSource.of(store.contents().toList()),
            folder.resolve("checkpoint"));
    assertThat(report.contents()).isEqualTo(1);
    assertThat(report.found().values()).containsOnly(0L);
  }

  @Test
  @DisplayName("counts that an aggregator feeds reach a reader in another process")
  void async() {
    InMemoryLikeStore store = new InMemoryLikeStore();
    InMemoryUserLikeStore lists = new InMemoryUserLikeStore();
    InMemoryCounterStore counts = new InMemoryCounterStore();
    CountAggregator aggregator = Assembly.aggregator(counts);
    EventSink log = (event, spread) -> aggregator.accept(List.of(event));
    try (LikeService writer = Assembly.async(store, lists, counts, log);
        LikeService reader = Assembly.async(store, lists, counts, log)) {
      // Sums the content, so that the next reader is told by the counter store alone.
      assertThat(writer.count(content).value()).isZero();
      writer.like(content, user);
      assertThat(reader.count(content).value()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("a like in doubt is tried again and counted once; one that was not applied is not")
  void retry() {
    InMemoryLikeStore store = new InMemoryLikeStore();
    Faults faults = new Faults();
    LikeService likes = LikeService.builder().likeStore(new FaultyLikeStore(store, faults)).build();
    faults.next(SpiCall.APPLY, Fault.REPLY_LOST);
    assertThat(Failures.like(likes, content, user).outcome()).isEqualTo(Outcome.ALREADY_LIKED);
    assertThat(likes.count(content).value()).isEqualTo(1);
    faults.next(SpiCall.APPLY, Fault.REFUSED);
    assertThatThrownBy(() -> Failures.like(likes, content, UserId.of("bob")))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.effect()).isEqualTo(Effect.NOT_APPLIED));
    likes.close();
  }
}
