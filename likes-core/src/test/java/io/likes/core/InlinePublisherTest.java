package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.LikesListener;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InlinePublisherTest {
  private static final CellId ROOT = CellId.root(ContentId.of("content"));

  /** Runs something in the middle of a merge. */
  private static final class Meanwhile extends NewestHeaders {
    private Runnable once = () -> {};

    @Override
    public void merge(Collection<CellHeader> headers) {
      Runnable now = once;
      once = () -> {};
      now.run();
      super.merge(headers);
    }
  }

  private final Meanwhile counters = new Meanwhile();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final InlinePublisher publisher =
      new InlinePublisher(counters, LikesListener.none(), background::add);

  private void publish(Cell cell, long seq) {
    CellHeader header = new CellHeader(cell.id, seq, seq, 0, 0);
    cell.merge(header);
    publisher.publish(cell, Events.of(header));
  }

  private static Cell cell() {
    return new Content(ROOT.content(), 0, new SharedCounts()).root;
  }

  @Test
  @DisplayName("A content that came back to memory does not leave its merge to the one that went")
  void twoObjectsOfOneCell() {
    Cell driven = cell();
    Cell back = cell();
    counters.once = () -> publish(back, 2);
    publish(driven, 1);

    assertThat(counters.seq(ROOT)).isEqualTo(2);
  }

  @Test
  @DisplayName("However many merges are left, one piece of work waits")
  void oneWorkWaits() {
    Cell cell = cell();
    for (int seq = 1; seq <= 100; seq++) {
      int next = 2 * seq;
      counters.once = () -> publish(cell, next);
      publish(cell, next - 1);
    }
    assertThat(background).hasSize(1);

    background.remove().run();
    assertThat(counters.seq(ROOT)).isEqualTo(200);
    assertThat(background).isEmpty();
  }

  @Test
  @DisplayName("An error in the background does not end the merges")
  void errorInTheBackground() {
    Cell cell = cell();
    counters.once = () -> publish(cell, 2);
    publish(cell, 1);
    counters.once =
        () -> {
          throw new AssertionError("a fault of the store");
        };
    assertThat(catching(background.remove())).isInstanceOf(AssertionError.class);
    counters.once = () -> publish(cell, 4);
    publish(cell, 3);
    background.remove().run();

    assertThat(counters.seq(ROOT)).isEqualTo(4);
  }

  private static Throwable catching(Runnable work) {
    try {
      work.run();
      return new IllegalStateException("nothing was thrown");
    } catch (AssertionError e) {
      return e;
    }
  }
}
