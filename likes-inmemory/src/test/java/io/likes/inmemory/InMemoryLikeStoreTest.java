package io.likes.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.LikeRow;
import io.likes.spi.RowPage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the contract kit leaves open: the bound, ids of every length, the order of pages, bad input.
 */
final class InMemoryLikeStoreTest {
  private static final ContentType POST = ContentType.of("post");

  private final InMemoryLikeStore store = new InMemoryLikeStore();
  private final CellId cell = CellId.root(ContentId.of(UUID.randomUUID().toString()));

  private static UserId user(long number) {
    return UserId.of("u" + number);
  }

  private static CellBatch change(CellId cell, UserId user, boolean liked, long timeMillis) {
    return new CellBatch(cell, 0, List.of(new Change(user, liked, timeMillis, POST)));
  }

  private ChangeResult apply(UserId user, boolean liked, long timeMillis) {
    return store.apply(change(cell, user, liked, timeMillis)).results().get(0);
  }

  private List<LikeRow> allRows(int limit) {
    List<LikeRow> rows = new ArrayList<>();
    String after = null;
    do {
      RowPage page = store.rows(cell, after, limit);
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
      rows.addAll(page.rows());
      after = page.next();
    } while (after != null);
    return rows;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @DisplayName("Random changes of ids of 1 to 255 bytes leave the same rows as a map")
  void sameAsMap(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<UserId, LikeRow> model = new HashMap<>();
    long seq = 0;
    for (int i = 0; i < 30_000; i++) {
      int number = random.nextInt(3_000);
      UserId user = UserId.of(Integer.toString(number).repeat(1 + number % 63));
      boolean liked = random.nextInt(10) < 6;
      long time = random.nextLong() >> random.nextInt(Long.SIZE);
      ContentType type = random.nextBoolean() ? ContentType.UNSPECIFIED : POST;
      BatchResult result =
          store.apply(new CellBatch(cell, 0, List.of(new Change(user, liked, time, type))));
      LikeRow row = model.get(user);
      ChangeResult expected;
      if (liked == (row != null)) {
        expected =
            row == null
                ? new ChangeResult(Effect.UNCHANGED, seq, time)
                : new ChangeResult(Effect.UNCHANGED, row.seq(), row.timeMillis());
      } else if (liked) {
        model.put(user, new LikeRow(user, ++seq, time, type));
        expected = new ChangeResult(Effect.CHANGED, seq, time);
      } else {
        model.remove(user);
        expected = new ChangeResult(Effect.CHANGED, ++seq, row.timeMillis());
      }
      assertThat(result.results()).containsExactly(expected);
      assertThat(result.header()).isEqualTo(new CellHeader(cell, seq, model.size(), 0, 0));
    }
    assertThat(allRows(7)).containsExactlyInAnyOrderElementsOf(model.values());
    assertThat(allRows(5_000)).containsExactlyInAnyOrderElementsOf(model.values());
    for (LikeRow row : model.values()) {
      assertThat(store.states(row.user(), List.of(cell)).get(cell).row()).isEqualTo(row);
    }
    for (UserId user : List.copyOf(model.keySet())) {
      apply(user, false, 0);
    }
    assertThat(allRows(10)).isEmpty();
  }

  @Test
  @DisplayName("A row that is there all the time comes once while others come and go between parts")
  void pagesWhileOthersChange() {
    for (int i = 0; i < 2_000; i++) {
      apply(user(i), true, i);
    }
    Map<UserId, Integer> seen = new HashMap<>();
    String after = null;
    int other = 2_000;
    do {
      RowPage page = store.rows(cell, after, 10);
      page.rows().forEach(row -> seen.merge(row.user(), 1, Integer::sum));
      after = page.next();
      for (int i = 0; i < 5; i++) {
        apply(user(other++), true, 0);
      }
      apply(user(other - 3), false, 0);
    } while (after != null);
    for (int i = 0; i < 2_000; i++) {
      assertThat(seen).containsEntry(user(i), 1);
    }
    assertThat(seen.values()).containsOnly(1);
  }

  @Test
  @DisplayName("Reading a cell of many empty parts ends")
  void emptyParts() {
    int users = 50_000;
    for (int i = 0; i < users; i++) {
      apply(user(i), true, 0);
    }
    for (int i = 1; i < users; i++) {
      apply(user(i), false, 0);
    }
    assertThat(allRows(10)).extracting(LikeRow::user).containsExactly(user(0));
  }

  @Test
  @DisplayName("A full store refuses new content, evicts nothing, and still changes what it holds")
  void bound() {
    InMemoryLikeStore full = new InMemoryLikeStore(2);
    CellId first = CellId.root(ContentId.of("first"));
    CellId second = CellId.root(ContentId.of("second"));
    CellId third = CellId.root(ContentId.of("third"));
    full.apply(change(first, user(1), true, 0));
    full.apply(change(second, user(1), true, 0));

    assertNoRoom(() -> full.apply(change(third, user(1), true, 0)));
    assertNoRoom(() -> full.close(third, 0, 16));
    assertThat(full.apply(change(third, user(1), false, 0)).header())
        .isEqualTo(CellHeader.untouched(third));
    assertThat(full.apply(change(first, user(2), true, 0)).header().total()).isEqualTo(2);
    full.close(first, 0, 16);
    CellId child = first.child(3);
    Change like = new Change(user(3), true, 0, POST);
    assertThat(full.apply(new CellBatch(child, 16, List.of(like))).header().total()).isEqualTo(1);
    assertThat(full.contents()).containsExactlyInAnyOrder(first.content(), second.content());
  }

  private static void assertNoRoom(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> assertThat(e.effect()).isEqualTo(BackendException.Effect.NOT_APPLIED))
        .hasMessageContaining("maxContents = 2");
  }

  @Test
  @DisplayName(
      "A cell keeps its first number of siblings when it is written or closed with another")
  void otherSiblings() {
    CellId child = cell.child(3);
    Change like = new Change(user(1), true, 5, POST);
    CellHeader before = store.apply(new CellBatch(child, 16, List.of(like))).header();

    Change other = new Change(user(2), true, 6, POST);
    BatchResult refused = store.apply(new CellBatch(child, 32, List.of(other)));

    assertThat(refused.results()).containsExactly(new ChangeResult(Effect.WRONG_PLACE, 1, 6));
    assertThat(refused.header()).isEqualTo(before);
    assertThat(store.close(child, 32, 64)).isEqualTo(new CellHeader(child, 2, 1, 64, 16));
  }

  @Test
  @DisplayName("Unlikes of what was never liked keep no memory")
  void unlikeOfUnknown() {
    ChangeResult result = apply(user(1), false, 7);

    assertThat(result).isEqualTo(new ChangeResult(Effect.UNCHANGED, 0, 7));
    assertThat(store.contents()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "0000000000000000000000000000000g", "00000000000000000000000000000000a"})
  @DisplayName("A cursor that is not from a page is refused")
  void badCursor(String after) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.rows(cell, after, 1))
        .withMessageContaining("after")
        .withMessageContaining("'" + after + "'");
  }

  @Test
  @DisplayName("Numbers out of range are refused and change nothing")
  void badNumbers() {
    Change like = new Change(user(1), true, 0, POST);
    Change other = new Change(user(2), true, 0, POST);
    CellId grandchild = cell.child(1).child(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InMemoryLikeStore(0))
        .withMessageContaining("maxContents")
        .withMessageContaining("0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.rows(cell, null, 0))
        .withMessageContaining("limit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.apply(new CellBatch(cell, 0, List.of(like, other))))
        .withMessageContaining("2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.close(cell, 0, 17))
        .withMessageContaining("17");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.close(cell, 16, 16))
        .withMessageContaining("siblings");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.close(cell.child(20), 16, 16))
        .withMessageContaining("siblings");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.close(grandchild, 16, 16))
        .withMessageContaining("lowest depth");
    assertThat(store.contents()).isEmpty();
    Collection<CellHeader> headers = store.headers(List.of(cell, grandchild)).values();
    assertThat(headers)
        .containsExactlyInAnyOrder(CellHeader.untouched(cell), CellHeader.untouched(grandchild));
  }
}
