package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.Outcome;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A LikeStore that lost its newest writes, and was written to since by other processes, while this
 * one remembers the time before.
 */
class SetBackTest {
  private static final ContentId CONTENT = ContentId.of("content");
  private static final CellId ROOT = CellId.root(CONTENT);
  private static final int CHILDREN = 16;
  private static final int ASKS_UNTIL_REMEMBERED = 8;

  private final StoppedTime time = new StoppedTime();
  private final CellsInMemory store = new CellsInMemory(1);
  private final LikeService service =
      LikeService.builder().likeStore(store).time(time).executor(Runnable::run).build();

  private static UserId user(int number) {
    return UserId.of("user-" + number);
  }

  private void othersLike(int from, int to) {
    IntStream.range(from, to).forEach(number -> store.like(ROOT, user(number)));
  }

  private long stored() {
    CellHeader root = store.header(ROOT);
    return root.total()
        + IntStream.range(0, root.children())
            .mapToLong(child -> store.header(ROOT.child(child)).total())
            .sum();
  }

  @Test
  @DisplayName("A count behind a change is that of the store as it is now")
  void countIsThatOfNow() {
    Runnable setBack = store.savepoint();
    IntStream.range(0, 5).forEach(number -> service.like(CONTENT, user(number)));
    setBack.run();

    assertThat(service.like(CONTENT, user(9)).count().value()).isEqualTo(1);
    assertThat(service.count(CONTENT).value()).isEqualTo(1);
  }

  @Test
  @DisplayName("A closing with a lower seq than was seen is followed")
  void closingBehindTheSetBack() {
    Runnable setBack = store.savepoint();
    IntStream.range(0, 5).forEach(number -> service.like(CONTENT, user(number)));
    setBack.run();
    store.close(ROOT, 0, CHILDREN);

    assertThat(service.like(CONTENT, user(9)).outcome()).isEqualTo(Outcome.LIKED);
    assertThat(store.header(ROOT.child(user(9), CHILDREN)).total()).isEqualTo(1);
    assertThat(service.like(CONTENT, user(9)).outcome()).isEqualTo(Outcome.ALREADY_LIKED);
  }

  @Test
  @DisplayName("A status below a closing with a lower seq than was seen is found")
  void statusBehindTheSetBack() {
    Runnable setBack = store.savepoint();
    IntStream.range(0, 5).forEach(number -> service.like(CONTENT, user(number)));
    setBack.run();
    store.close(ROOT, 0, CHILDREN);
    store.like(ROOT.child(user(9), CHILDREN), user(9));

    assertThat(service.liked(CONTENT, user(9))).isTrue();
  }

  @Test
  @DisplayName("A sum that finds it forgets the rows of closed cells")
  void rowsAreForgottenByASum() {
    Runnable setBack = store.savepoint();
    othersLike(0, 1);
    store.close(ROOT, 0, CHILDREN);
    rememberRows();
    setBack.run();
    assertThatThrownBy(() -> service.count(CONTENT)).isInstanceOf(BackendException.class);
    othersLike(50, 60);
    store.close(ROOT, 0, CHILDREN);
    service.count(CONTENT);

    assertThat(service.like(CONTENT, user(50)).outcome()).isEqualTo(Outcome.ALREADY_LIKED);
    assertThat(stored()).isEqualTo(10);
  }

  @Test
  @DisplayName("A closed cell that is open again, and was written since, gives it away")
  void closedCellIsOpen() {
    Runnable setBack = store.savepoint();
    othersLike(0, 1);
    store.close(ROOT, 0, CHILDREN);
    rememberRows();
    setBack.run();
    othersLike(50, 60);
    assertThatThrownBy(() -> service.count(CONTENT)).isInstanceOf(BackendException.class);
    assertThat(service.count(CONTENT).value()).isEqualTo(10);
    store.close(ROOT, 0, CHILDREN);
    service.count(CONTENT);

    assertThat(service.like(CONTENT, user(50)).outcome()).isEqualTo(Outcome.ALREADY_LIKED);
  }

  @Test
  @DisplayName("A closing with another number of children gives it away")
  void otherNumberOfChildren() {
    Runnable setBack = store.savepoint();
    othersLike(0, 1);
    store.close(ROOT, 0, CHILDREN);
    rememberRows();
    setBack.run();
    othersLike(50, 60);
    store.close(ROOT, 0, 64 * CHILDREN);
    assertThatThrownBy(() -> service.count(CONTENT)).isInstanceOf(BackendException.class);

    for (int number = 100; number < 200; number++) {
      assertThat(service.like(CONTENT, user(number)).outcome()).isEqualTo(Outcome.LIKED);
    }
    assertThat(service.count(CONTENT).value()).isEqualTo(110);
  }

  @Test
  @DisplayName("A child that names another number of siblings is found by the retry")
  void childOfAnotherNumber() {
    Runnable setBack = store.savepoint();
    store.close(ROOT, 0, CHILDREN);
    service.count(CONTENT);
    setBack.run();
    store.close(ROOT, 0, 2 * CHILDREN);
    UserId user =
        IntStream.range(0, 100)
            .mapToObj(SetBackTest::user)
            .filter(u -> ROOT.child(u, 2 * CHILDREN).equals(ROOT.child(u, CHILDREN)))
            .findFirst()
            .orElseThrow();
    store.like(ROOT.child(user, 2 * CHILDREN), user);

    assertThatThrownBy(() -> service.unlike(CONTENT, user)).isInstanceOf(BackendException.class);
    assertThat(service.unlike(CONTENT, user).outcome()).isEqualTo(Outcome.UNLIKED);
  }

  @Test
  @DisplayName("A header from elsewhere that contradicts a closing is left out")
  void observedContradiction() {
    store.close(ROOT, 0, CHILDREN);
    service.count(CONTENT);
    service.observe(List.of(new CellHeader(ROOT, 9, 7, 64 * CHILDREN, 0)));
    service.observe(List.of(new CellHeader(ROOT, 10, 7, 0, 0)));

    for (int number = 100; number < 200; number++) {
      assertThat(service.like(CONTENT, user(number)).outcome()).isEqualTo(Outcome.LIKED);
    }
    assertThat(service.count(CONTENT).value()).isEqualTo(100);
  }

  /** Makes the service read the rows of the closed root. */
  private void rememberRows() {
    for (int number = 1000; number < 1000 + ASKS_UNTIL_REMEMBERED; number++) {
      service.liked(CONTENT, user(number));
    }
  }
}
