package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sum of a content never lacks what this process has seen, whoever else brings headers. */
class ContentTotalTest {
  private static final int ROUNDS = 500;
  private static final int CHILDREN = 16;

  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private final CellId root = CellId.root(ContentId.of("content"));

  @AfterEach
  void stop() {
    other.shutdownNow();
  }

  private static void await(AtomicInteger arrived) {
    arrived.incrementAndGet();
    while (arrived.get() < 2) {
      Thread.onSpinWait();
    }
  }

  @Test
  void closingTheRootDoesNotChangeTheSum() {
    for (int round = 0; round < ROUNDS; round++) {
      Content content = new Content(root.content(), 0, new SharedCounts());
      content.root.merge(new CellHeader(root, 5, 5, 0, 0));
      AtomicInteger start = new AtomicInteger();
      CompletableFuture<Void> closing =
          CompletableFuture.runAsync(
              () -> {
                await(start);
                content.root.merge(new CellHeader(root, 6, 5, CHILDREN, 0));
              },
              other);
      await(start);
      while (!closing.isDone()) {
        assertThat(content.total()).isEqualTo(5);
      }
      closing.join();
      assertThat(content.total()).isEqualTo(5);
    }
  }

  @Test
  void headerThatAnotherThreadOvertookIsInTheSum() {
    for (int round = 0; round < ROUNDS; round++) {
      Content content = new Content(root.content(), 0, new SharedCounts());
      content.root.merge(new CellHeader(root, 6, 5, CHILDREN, 0));
      Cell child = content.root.child(3);
      AtomicInteger start = new AtomicInteger();
      CompletableFuture<Void> newer =
          CompletableFuture.runAsync(
              () -> {
                await(start);
                child.merge(new CellHeader(child.id, 2, 2, 0, CHILDREN));
              },
              other);
      await(start);
      child.merge(new CellHeader(child.id, 1, 1, 0, CHILDREN));
      assertThat(content.total()).isGreaterThanOrEqualTo(6);
      newer.join();
      assertThat(content.total()).isEqualTo(7);
    }
  }
}
