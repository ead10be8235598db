package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.Count;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.LikeStatus;
import io.likes.LikeView;
import io.likes.PageRequest;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.PairState;
import io.likes.spi.StoredCount;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that break the rule to answer, or to throw nothing but BackendException. */
class BadAnswersTest {
  private static final ContentId CONTENT = ContentId.of("content");
  private static final UserId USER = UserId.of("user");

  private static LikeServiceBuilder builder(CellsInMemory store) {
    return LikeService.builder().likeStore(store).executor(Runnable::run);
  }

  /** Answers reads with null. */
  private static final class Silent extends CellsInMemory {
    Silent() {
      super(1);
    }

    @Override
    public Map<CellId, CellHeader> headers(Collection<CellId> asked) {
      return null;
    }

    @Override
    public Map<CellId, PairState> states(UserId user, Collection<CellId> asked) {
      return null;
    }
  }

  @Test
  @DisplayName("Reads that are answered with null fail as reads of a backend do")
  void silentStore() {
    try (LikeService service = builder(new Silent()).build()) {
      assertThatThrownBy(() -> service.liked(CONTENT, USER)).isInstanceOf(BackendException.class);
      assertThatThrownBy(() -> service.count(CONTENT)).isInstanceOf(BackendException.class);
      assertThatThrownBy(() -> service.likersOf(CONTENT, PageRequest.first(1)))
          .isInstanceOf(BackendException.class);
      assertThat(service.view(List.of(CONTENT), USER))
          .containsExactly(new LikeView(CONTENT, Count.UNKNOWN, LikeStatus.UNKNOWN));
    }
  }

  @ParameterizedTest
  @DisplayName("An answer to fewer changes than were sent leaves the effect unknown")
  @ValueSource(ints = {1, 8})
  void shortAnswer(int maxBatch) {
    CellsInMemory store =
        new CellsInMemory(maxBatch) {
          @Override
          public BatchResult apply(CellBatch batch) {
            return new BatchResult(super.apply(batch).header(), List.of(), 0);
          }
        };
    try (LikeService service = builder(store).build()) {
      assertThatThrownBy(() -> service.like(CONTENT, USER))
          .isInstanceOfSatisfying(
              BackendException.class, e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
    }
  }

  @Test
  @DisplayName("A CounterStore that answers with null is passed over")
  void silentCounters() {
    NewestHeaders counters =
        new NewestHeaders() {
          @Override
          public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
            return null;
          }
        };
    try (LikeService service = builder(new CellsInMemory(1)).counterStore(counters).build()) {
      assertThat(service.count(CONTENT).value()).isZero();
    }
  }

  @Test
  @DisplayName("An IllegalArgumentException of a driver is not the caller's fault")
  void argumentsOfADriver() {
    CellsInMemory store =
        new CellsInMemory(1) {
          @Override
          public Map<CellId, PairState> states(UserId user, Collection<CellId> asked) {
            throw new IllegalArgumentException("in a test");
          }

          @Override
          public Map<CellId, CellHeader> headers(Collection<CellId> asked) {
            throw new IllegalArgumentException("in a test");
          }
        };
    try (LikeService service = builder(store).build()) {
      assertThatThrownBy(() -> service.liked(CONTENT, USER)).isInstanceOf(BackendException.class);
      assertThatThrownBy(() -> service.likersOf(CONTENT, PageRequest.first(1)))
          .isInstanceOf(BackendException.class);
    }
  }

  @Test
  @DisplayName(
      "A LikeStore that does not tell its limits is one of the problems; nothing is started")
  void silentLimits() {
    StoppedTime time = new StoppedTime();
    IllegalStateException failure = new IllegalStateException("in a test");
    CellsInMemory failing =
        new CellsInMemory(1) {
          @Override
          public CellLimits limits() {
            throw failure;
          }
        };
    assertThatThrownBy(() -> builder(failing).time(time).maxConcurrentSums(0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("likeStore.limits() failed: " + failure)
        .hasMessageContaining("maxConcurrentSums must be 1 to 10000, but is 0")
        .hasCause(failure);
    CellsInMemory silent =
        new CellsInMemory(1) {
          @Override
          public CellLimits limits() {
            return null;
          }
        };
    assertThatThrownBy(() -> builder(silent).time(time).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("likeStore.limits() failed: ")
        .hasMessageEndingWith(" must not be null");
    assertThat(time.tasks()).isZero();
  }

  @Test
  @DisplayName("An admission that answers null changes nothing and is named")
  void silentAdmission() {
    CellsInMemory store = new CellsInMemory(1);
    try (LikeService service = builder(store).admission((content, user, like) -> null).build()) {
      assertThatThrownBy(() -> service.like(CONTENT, USER))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("admission");
    }
    assertThat(store.header(CellId.root(CONTENT)).seq()).isZero();
  }
}
