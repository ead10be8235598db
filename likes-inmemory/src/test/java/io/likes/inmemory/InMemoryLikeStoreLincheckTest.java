package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.PairState;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every schedule of calls of one cell has the outcome of some order of the calls. */
@Param(name = "user", gen = IntGen.class, conf = "1:3")
public class InMemoryLikeStoreLincheckTest {
  private static final CellId CELL = CellId.root(ContentId.of("content"));
  private static final int THREADS = 3;
  private static final int ITERATIONS = 10;
  private static final int INVOCATIONS = 200;

  private final InMemoryLikeStore store = new InMemoryLikeStore();

  @Operation
  public String like(@Param(name = "user") int user) {
    return change(user, true);
  }

  @Operation
  public String unlike(@Param(name = "user") int user) {
    return change(user, false);
  }

  @Operation
  public String close() {
    return store.close(CELL, 0, CellId.MIN_CHILDREN).toString();
  }

  @Operation
  public String header() {
    CellHeader header = store.headers(List.of(CELL)).get(CELL);
    return String.valueOf(header);
  }

  @Operation
  public String state(@Param(name = "user") int user) {
    PairState state = store.states(UserId.of("user" + user), List.of(CELL)).get(CELL);
    return String.valueOf(state);
  }

  private String change(int user, boolean liked) {
    Change change = new Change(UserId.of("user" + user), liked, 0, ContentType.UNSPECIFIED);
    BatchResult result = store.apply(new CellBatch(CELL, 0, List.of(change)));
    // Not the contention, which depends on the schedule.
    return result.results() + " " + result.header();
  }

  @Test
  @DisplayName("Under stress")
  void stress() {
    new StressOptions()
        .threads(THREADS)
        .iterations(ITERATIONS)
        .invocationsPerIteration(INVOCATIONS)
        .check(getClass());
  }

  @Test
  @DisplayName("Under model checking")
  void modelChecking() {
    new ModelCheckingOptions()
        .threads(2)
        .iterations(ITERATIONS / 2)
        .invocationsPerIteration(INVOCATIONS / 2)
        .check(getClass());
  }
}
