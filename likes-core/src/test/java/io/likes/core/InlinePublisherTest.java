package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.LikesListener;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InlinePublisherTest {
  private static final CellId ROOT = CellId.root(ContentId.of("content"));

  /** Runs something in the middle of a merge, and can be down for some cells. */
  private static final class Meanwhile extends NewestHeaders {
    private Runnable once = () -> {};
    private Predicate<CellId> down = cell -> false;
    private int merges;

    @Override
    public void merge(Collection<CellHeader> headers) {
      merges++;
      Runnable now = once;
      once = () -> {};
      now.run();
      if (headers.stream().map(CellHeader::cell).anyMatch(down)) {
        throw new IllegalStateException("down");
      }
      super.merge(headers);
    }
  }

  private final Meanwhile counters = new Meanwhile();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final StoppedTime time = new StoppedTime();
  private final List<Throwable> lost = new ArrayList<>();
  private final InlinePublisher publisher = publisher(1000);

  private InlinePublisher publisher(int maxKept) {
    LikesListener listener =
        new LikesListener() {
          @Override
          public void lost(Loss loss, Throwable cause) {
            assertThat(loss).isEqualTo(Loss.MERGE);
            lost.add(cause);
          }
        };
    return new InlinePublisher(
        counters, listener, time, background::add, maxKept, Duration.ofSeconds(1));
  }

  private void publish(Cell cell, long seq) {
    publish(publisher, cell, seq);
  }

  private static void publish(InlinePublisher publisher, Cell cell, long seq) {
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

  @Test
  @DisplayName("Cells that are busy all the time do not keep the background for themselves")
  void busyCell() {
    Cell cell = cell();
    busy(cell, 1, 10_000);
    publish(cell, 1);
    counters.merges = 0;
    background.remove().run();

    assertThat(counters.merges).isLessThanOrEqualTo(100);
    assertThat(background).isEmpty();
    counters.once = () -> {};
    time.tick();
    background.remove().run();
    assertThat(counters.seq(ROOT)).isEqualTo(cell.header().seq());
  }

  /** Makes each merge of a cell find a newer header when it ends. */
  private void busy(Cell cell, long seq, long last) {
    if (seq < last) {
      counters.once =
          () -> {
            busy(cell, seq + 1, last);
            publish(cell, seq + 1);
          };
    }
  }

  @Test
  @DisplayName("What the CounterStore did not take is merged when it is back")
  void counterStoreBack() {
    Cell cell = cell();
    counters.down = any -> true;
    counters.once = () -> publish(cell, 2);
    publish(cell, 1);
    runRetry();
    assertThat(counters.seq(ROOT)).isZero();
    counters.down = any -> false;
    runRetry();

    assertThat(counters.seq(ROOT)).isEqualTo(2);
    assertThat(lost).isEmpty();
    time.tick();
    assertThat(background).isEmpty();
  }

  private void runRetry() {
    time.tick();
    assertThat(background).hasSize(1);
    background.remove().run();
  }

  @Test
  @DisplayName("While one retry waits for its turn there is no other")
  void oneRetryWaits() {
    counters.down = any -> true;
    publish(cell(), 1);
    time.tick();
    time.tick();

    assertThat(background).hasSize(1);
  }

  @Test
  @DisplayName("The newest header of a cell is kept, whichever object stood for the cell")
  void newestIsKept() {
    counters.down = any -> true;
    publish(cell(), 2);
    publish(cell(), 1);
    counters.down = any -> false;
    runRetry();

    assertThat(counters.seq(ROOT)).isEqualTo(2);
    assertThat(counters.merges).isEqualTo(3);
  }

  @Test
  @DisplayName("No more cells are kept than there is room for; the others are lost, and told so")
  void bounded() {
    InlinePublisher small = publisher(2);
    List<Cell> cells = cells(3);
    counters.down = any -> true;
    cells.forEach(cell -> publish(small, cell, 1));
    publish(small, cells.get(0), 2);
    assertThat(lost).singleElement().isInstanceOf(IllegalStateException.class);
    counters.down = any -> false;
    time.tick();
    background.remove().run();

    assertThat(cells).extracting(cell -> counters.seq(cell.id)).containsExactly(2L, 1L, 0L);
  }

  private static List<Cell> cells(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Content(ContentId.of("content-" + i), 0, new SharedCounts()).root)
        .toList();
  }

  @Test
  @DisplayName("A retry ends at a failure, and a cell that is never taken holds up no other")
  void partOfTheStoreIsDown() {
    List<Cell> cells = cells(250);
    counters.down = any -> true;
    cells.forEach(cell -> publish(cell, 1));
    CellId first = cells.get(0).id;
    counters.down = first::equals;
    counters.merges = 0;
    runRetry();
    assertThat(counters.merges).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      runRetry();
    }

    assertThat(cells.subList(1, 250)).allMatch(cell -> counters.seq(cell.id) == 1);
    assertThat(counters.seq(first)).isZero();
    counters.down = any -> false;
    runRetry();
    assertThat(counters.seq(first)).isEqualTo(1);
    assertThat(lost).isEmpty();
  }

  @Test
  @DisplayName("What is kept is merged in few calls")
  void fewCalls() {
    List<Cell> cells = cells(1000);
    counters.down = any -> true;
    cells.forEach(cell -> publish(cell, 1));
    counters.down = any -> false;
    counters.merges = 0;
    runRetry();

    assertThat(cells).allMatch(cell -> counters.seq(cell.id) == 1);
    assertThat(counters.merges).isLessThan(20);
  }

  @Test
  @DisplayName("What a retry that ended in an error held is kept")
  void errorOfARetry() {
    counters.down = any -> true;
    publish(cell(), 1);
    counters.down = any -> false;
    time.tick();
    counters.once =
        () -> {
          throw new AssertionError("a fault of the store");
        };
    assertThat(catching(background.remove())).isInstanceOf(AssertionError.class);
    runRetry();

    assertThat(counters.seq(ROOT)).isEqualTo(1);
  }

  @Test
  @DisplayName("The end tries once more")
  void end() {
    counters.down = any -> true;
    publish(cell(), 1);
    counters.down = any -> false;
    publisher.close();

    assertThat(counters.seq(ROOT)).isEqualTo(1);
    assertThat(time.tasks()).isZero();
    assertThat(lost).isEmpty();
  }

  @Test
  @DisplayName("The end merges what was left to the background")
  void endMergesWhatWasLeft() {
    Cell cell = cell();
    counters.once = () -> publish(cell, 2);
    publish(cell, 1);
    publisher.close();

    assertThat(counters.seq(ROOT)).isEqualTo(2);
    assertThat(lost).isEmpty();
  }

  @Test
  @DisplayName("The end on a thread that was interrupted merges too, and it stays interrupted")
  void endWhileInterrupted() {
    counters.down = any -> true;
    publish(cell(), 1);
    counters.down = any -> Thread.currentThread().isInterrupted();
    Thread.currentThread().interrupt();
    publisher.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(counters.seq(ROOT)).isEqualTo(1);
    assertThat(lost).isEmpty();
  }

  @Test
  @DisplayName("The end begins no batch once its time is over, and reports what is left as lost")
  void endIsBounded() {
    counters.down = any -> true;
    cells(100).forEach(cell -> publish(cell, 1));
    counters.down =
        any -> {
          time.pass(Duration.ofSeconds(1));
          return false;
        };
    publisher.close();

    assertThat(lost).isNotEmpty().hasSizeLessThan(100);
  }

  @Test
  @DisplayName("A header that was left to a merge that ends in an error is kept")
  void errorOfAMerge() {
    Cell cell = cell();
    counters.once =
        () -> {
          publish(cell, 2);
          throw new AssertionError("a fault of the store");
        };
    assertThat(catching(() -> publish(cell, 1))).isInstanceOf(AssertionError.class);
    runRetry();

    assertThat(counters.seq(ROOT)).isEqualTo(2);
  }

  @Test
  @DisplayName("What is not merged by the end is lost, and what fails behind it, and told so")
  void endWhileDown() {
    counters.down = any -> true;
    publish(cell(), 1);
    publisher.close();
    assertThat(lost).hasSize(1);
    publish(cell(), 2);

    assertThat(lost).hasSize(2);
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
