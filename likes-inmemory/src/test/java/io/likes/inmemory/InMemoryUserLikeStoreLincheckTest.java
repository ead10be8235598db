package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.UserLike;
import io.likes.spi.Version;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Entries of one user that come in any order, and reads of the list among them. */
@Param(name = "content", gen = IntGen.class, conf = "1:3")
@Param(name = "seq", gen = IntGen.class, conf = "1:6")
public class InMemoryUserLikeStoreLincheckTest {
  private static final UserId USER = UserId.of("user");

  private final InMemoryUserLikeStore store = new InMemoryUserLikeStore();

  @Operation
  public void record(@Param(name = "content") int content, @Param(name = "seq") int seq) {
    // Every field follows from the seq, as equal versions are equal entries.
    store.record(
        List.of(
            new UserLike(
                USER,
                id(content),
                seq % 3 > 0,
                new Version(0, seq),
                seq,
                ContentType.UNSPECIFIED)));
  }

  @Operation
  public boolean liked(@Param(name = "content") int content) {
    return !store.liked(USER, List.of(id(content))).isEmpty();
  }

  @Operation
  public String page() {
    return store.page(USER, null, 2).toString();
  }

  private static ContentId id(int content) {
    return ContentId.of("content" + content);
  }

  @Test
  @DisplayName("Under stress")
  void stress() {
    new StressOptions().threads(3).iterations(10).invocationsPerIteration(300).check(getClass());
  }
}
