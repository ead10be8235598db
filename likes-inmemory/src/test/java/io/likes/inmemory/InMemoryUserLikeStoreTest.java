package io.likes.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract kit leaves open: lists of every length against a map, bad input. */
final class InMemoryUserLikeStoreTest {
  private final InMemoryUserLikeStore store = new InMemoryUserLikeStore();
  private final UserId user = UserId.of("user");

  @ParameterizedTest
  @ValueSource(ints = {3, 16, 17, 500})
  @DisplayName("Random entries leave the same list as a map, newest first")
  void sameAsMap(int contents) {
    SplittableRandom random = new SplittableRandom(contents);
    Map<ContentId, UserLike> model = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      UserLike entry =
          new UserLike(
              user,
              ContentId.of("content" + random.nextInt(contents)),
              random.nextInt(10) < 7,
              new Version(random.nextInt(2), random.nextInt(5_000)),
              random.nextInt(100) - 50,
              ContentType.UNSPECIFIED);
      store.record(List.of(entry));
      model.merge(
          entry.content(),
          entry,
          (old, fresh) -> fresh.version().compareTo(old.version()) > 0 ? fresh : old);
    }
    List<UserLike> expected =
        model.values().stream()
            .filter(UserLike::liked)
            .sorted(
                Comparator.comparingLong(UserLike::timeMillis)
                    .thenComparing(entry -> entry.content().value())
                    .reversed())
            .toList();

    List<UserLike> listed = new ArrayList<>();
    String after = null;
    do {
      UserLikePage page = store.page(user, after, 2);
      listed.addAll(page.entries());
      after = page.next();
    } while (after != null);

    assertThat(listed).containsExactlyElementsOf(expected);
    assertThat(store.page(user, null, Integer.MAX_VALUE).entries())
        .containsExactlyElementsOf(expected);
    assertThat(store.liked(user, model.keySet()))
        .containsExactlyInAnyOrderElementsOf(expected.stream().map(UserLike::content).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "000000000000000gcontent"})
  @DisplayName("A cursor that is not from a page is refused")
  void badCursor(String after) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.page(user, after, 1))
        .withMessageContaining("after")
        .withMessageContaining("'" + after + "'");
  }

  @Test
  @DisplayName("A limit below 1 is refused")
  void badLimit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.page(user, null, 0))
        .withMessageContaining("limit")
        .withMessageContaining("0");
  }
}
