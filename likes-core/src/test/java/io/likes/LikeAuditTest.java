package io.likes;

import static io.likes.AuditFixture.LONG_AGO;
import static io.likes.AuditFixture.NOW;
import static io.likes.AuditFixture.content;
import static io.likes.AuditFixture.down;
import static io.likes.AuditFixture.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.AuditFixture.Cell;
import io.likes.AuditReport.Finding;
import io.likes.AuditReport.Kind;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import io.likes.spi.UserLike;
import io.likes.spi.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LikeAuditTest {
  private final AuditFixture fixture = new AuditFixture();
  private final ContentId content = content();
  private final CellId root = CellId.root(content);

  /**
   * A content with rows in the root, in children and in grandchildren, and unlikes in all of them.
   */
  private List<UserId> healthy() {
    List<UserId> users = IntStream.range(0, 150).mapToObj(i -> user()).toList();
    users.subList(0, 20).forEach(user -> fixture.like(content, user));
    fixture.close(root, 16);
    users.subList(20, 100).forEach(user -> fixture.like(content, user));
    fixture.close(root.child(3), 32);
    users.subList(100, 150).forEach(user -> fixture.like(content, user));
    List.of(0, 1, 21, 22, 23, 101, 102, 103).forEach(i -> fixture.unlike(content, users.get(i)));
    return users;
  }

  private static Finding finding(
      Kind kind, CellId cell, UserId user, long difference, boolean repaired) {
    return new Finding(kind, cell, user, difference, repaired);
  }

  @Nested
  class Health {
    @Test
    void isFoundInAHealthySystem() {
      List<UserId> users = healthy();

      for (boolean repair : new boolean[] {false, true}) {
        AuditReport report =
            fixture
                .audit(content, content())
                .users(AuditSource.of(users))
                .repair(repair)
                .build()
                .run();

        assertThat(report.complete()).isTrue();
        assertThat(report.findings()).isZero();
        assertThat(report.worst()).isEmpty();
        assertThat(report.contents()).isEqualTo(2);
        assertThat(report.users()).isEqualTo(150);
        assertThat(report.cells()).isEqualTo(1 + 16 + 32 + 1);
        assertThat(report.rows()).isEqualTo(142);
        assertThat(report.busy() + report.unread()).isZero();
        assertThat(report.unchecked()).isEmpty();
        assertThat(report.drift()).containsOnlyKeys(0L);
        assertThat(report.lag()).containsOnlyKeys(0L);
      }
      assertThat(fixture.counters.sums).isZero();
      assertThat(fixture.clock.pauses).doesNotContain(LikeAudit.SECOND_LOOK.toNanos());
    }

    @Test
    void needsNoReadOfSinglePairs() {
      healthy();

      fixture.audit(content).build().run();

      assertThat(fixture.likes.statesReads).isZero();
    }

    @Test
    void needsTheLikeStoreOnly() {
      healthy();

      AuditReport report =
          LikeAudit.builder()
              .likeStore(fixture.likes)
              .contents(AuditSource.of(List.of(content)))
              .time(fixture.clock)
              .pause(fixture.clock::pass)
              .build()
              .run();

      assertThat(report.findings()).isZero();
      assertThat(report.rows()).isEqualTo(142);
      assertThat(report.lag()).isEmpty();
    }

    @Test
    void countsACopyThatIsJustOlderAsLag() {
      for (int i = 0; i < 30; i++) {
        fixture.like(content, user());
      }
      fixture.counters.copies.put(root, new CellHeader(root, 25, 13, 0, 0));

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.findings()).isZero();
      assertThat(report.lag()).isEqualTo(Map.of(1L, 1L));
      assertThat(report.drift()).isEqualTo(Map.of(0L, 2L));
    }

    @Test
    void findsNothingWhileEverythingChanges() {
      List<UserId> users = new ArrayList<>(healthy());
      // A like and an unlike of the same number behind each read, all over the tree; new likes
      // close another cell on the way.
      int[] step = {0};
      fixture.likes.onRows =
          cell -> {
            UserId joining = user();
            users.add(joining);
            fixture.like(content, joining);
            fixture.unlike(content, users.get(step[0]++ % users.size()));
          };
      fixture.likes.onHeaders =
          cells -> {
            if (step[0] > 30) {
              fixture.close(root.child(5), 16);
            }
          };

      AuditReport report =
          fixture.audit(content).users(AuditSource.of(users)).repair(true).build().run();

      assertThat(report.findings()).isZero();
      assertThat(step[0]).isGreaterThan(30);
    }
  }

  @Nested
  class Totals {
    @Test
    void areComparedWithTheRowsOfEachCell() {
      healthy();
      CellId child = root.child(5);
      fixture.likes.cell(root).total += 1;
      fixture.likes.cell(root).seq += 1;
      Cell cell = fixture.likes.cell(child);
      cell.seq += 1_000;
      cell.total += 234;
      fixture.counters.copies.clear();

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.found()).containsEntry(Kind.TOTAL, 2L);
      assertThat(report.repaired()).containsEntry(Kind.TOTAL, 0L);
      assertThat(report.findings()).isEqualTo(2);
      assertThat(report.worst())
          .containsExactly(
              finding(Kind.TOTAL, child, null, 234, false),
              finding(Kind.TOTAL, root, null, 1, false));
      assertThat(report.drift()).isEqualTo(Map.of(0L, 47L, 1L, 1L, 100L, 1L));
    }

    @Test
    void ofACellThatChangesAllTheTimeAreNotCompared() {
      IntStream.range(0, 5).forEach(i -> fixture.like(content, user()));
      fixture.likes.onRows =
          cell -> {
            if (cell.equals(root)) {
              fixture.like(content, user());
            }
          };

      AuditReport report = fixture.audit(content, content()).build().run();

      assertThat(report.findings()).isZero();
      assertThat(report.busy()).isEqualTo(1);
      assertThat(report.unchecked()).containsExactly("content " + content + ": busy");
      assertThat(report.complete()).isTrue();
    }

    @Test
    void areComparedWhenTheCellCameToRest() {
      IntStream.range(0, 5).forEach(i -> fixture.like(content, user()));
      fixture.likes.cell(root).total -= 3;
      fixture.counters.copies.clear();
      int[] changes = {0};
      fixture.likes.onRows =
          cell -> {
            if (changes[0]++ < 2) {
              fixture.like(content, user());
            }
          };

      AuditReport report = fixture.audit(content).build().run();

      assertThat(report.busy()).isZero();
      assertThat(report.worst()).containsExactly(finding(Kind.TOTAL, root, null, -3, false));
    }

    @Test
    void ofACellThatIsClosedOnTheWayMakeTheContentBusy() {
      IntStream.range(0, 5).forEach(i -> fixture.like(content, user()));
      fixture.likes.onRows = cell -> fixture.close(root, 16);

      AuditReport report = fixture.audit(content).build().run();

      assertThat(report.findings()).isZero();
      assertThat(report.busy()).isEqualTo(1);
    }
  }

  @Nested
  class PairsInTwoCells {
    private final UserId user = user();

    private CellId twice() {
      CellId upper = fixture.like(content, user);
      fixture.close(upper, 16);
      CellId lower = root.child(user, 16);
      fixture.likes.cell(lower).siblings = 16;
      fixture.likes.cell(lower).put(user);
      return lower;
    }

    @Test
    void areReportedByADryRunThatChangesNothing() {
      CellId lower = twice();
      fixture.likes.readOnly = true;
      fixture.lists.readOnly = true;

      AuditReport report = fixture.audit(content).build().run();

      assertThat(report.worst()).containsExactly(finding(Kind.TWO_CELLS, root, user, 1, false));
      assertThat(fixture.likes.cell(root).rows).hasSize(1);
      assertThat(fixture.likes.cell(lower).rows).hasSize(1);
      assertThat(fixture.counters.sums).isZero();
    }

    @Test
    void loseTheUpperRow() {
      CellId lower = twice();

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.worst()).containsExactly(finding(Kind.TWO_CELLS, root, user, 1, true));
      assertThat(fixture.likes.cell(root).rows).isEmpty();
      assertThat(fixture.likes.cell(lower).rows).hasSize(1);
      assertThat(fixture.counters.copies.get(root))
          .isEqualTo(fixture.likes.cell(root).header(root));
      assertThat(fixture.audit(content).build().run().findings()).isZero();
    }

    @Test
    void loseTheUpperRowOfAChildToo() {
      fixture.close(root, 16);
      CellId upper = fixture.like(content, user);
      fixture.close(upper, 16);
      CellId lower = upper.child(user, 16);
      fixture.likes.cell(lower).siblings = 16;
      fixture.likes.cell(lower).put(user);

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.worst()).containsExactly(finding(Kind.TWO_CELLS, upper, user, 1, true));
      assertThat(fixture.likes.cell(upper).rows).isEmpty();
      assertThat(fixture.audit(content).build().run().findings()).isZero();
    }

    @Test
    void areNoFindingIfThePairMovedDownOnTheWay() {
      fixture.like(content, user);
      fixture.close(root, 16);
      boolean[] moved = {false};
      fixture.likes.onRows =
          cell -> {
            if (cell.equals(root) && !moved[0]) {
              moved[0] = true;
              fixture.unlike(content, user);
              fixture.like(content, user);
            }
          };

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(moved[0]).isTrue();
      assertThat(report.findings()).isZero();
      assertThat(report.rows()).isEqualTo(2);
    }

    @Test
    void countAsFoundIfTheRepairFails() {
      twice();
      fixture.likes.readOnly = true;

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.worst()).containsExactly(finding(Kind.TWO_CELLS, root, user, 1, false));
      assertThat(report.unread()).isZero();
    }
  }

  @Test
  void findsRowsThatAreNotOnTheirUsersWay() {
    fixture.close(root, 16);
    UserId user = user();
    CellId wrong = root.child((root.child(user, 16).index() + 1) % 16);
    fixture.likes.cell(wrong).siblings = 16;
    fixture.likes.cell(wrong).put(user);
    fixture.lists.record(
        List.of(
            new UserLike(
                user, content, true, new Version(1, 1), LONG_AGO, ContentType.UNSPECIFIED)));

    AuditReport report = fixture.audit(content).repair(true).build().run();

    assertThat(report.worst()).containsExactly(finding(Kind.MISPLACED, wrong, user, 1, false));
  }

  @Nested
  class LostClosings {
    private final List<UserId> users = IntStream.range(0, 100).mapToObj(i -> user()).toList();

    /** A content whose parent forgot that it was closed with 64 children. */
    private void lose(CellId parent) {
      users.forEach(user -> fixture.like(content, user));
      Cell cell = fixture.likes.cell(parent);
      cell.children = 0;
      cell.seq--;
      fixture.counters.copies.clear();
    }

    private long hidden(CellId parent) {
      return IntStream.range(0, CellId.MIN_CHILDREN)
          .mapToLong(i -> fixture.likes.cell(parent.child(i)).total)
          .sum();
    }

    @Test
    void ofARootAreReported() {
      fixture.close(root, 64);
      lose(root);

      AuditReport report = fixture.audit(content).build().run();

      assertThat(report.worst())
          .containsExactly(finding(Kind.LOST_CLOSING, root, null, -hidden(root), false));
      assertThat(report.rows()).isZero();
    }

    @Test
    void ofARootAreMadeAgainAsTheChildrenSay() {
      fixture.close(root, 64);
      lose(root);
      // Who liked again meanwhile is in the root and below.
      users.subList(0, 7).forEach(user -> fixture.like(content, user));
      long hidden = hidden(root);

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(fixture.likes.cell(root).children).isEqualTo(64);
      assertThat(report.rows()).isEqualTo(107);
      assertThat(report.found())
          .containsEntry(Kind.LOST_CLOSING, 1L)
          .containsEntry(Kind.TWO_CELLS, 7L);
      assertThat(report.repaired()).isEqualTo(report.found());
      assertThat(report.worst().get(0))
          .isEqualTo(finding(Kind.LOST_CLOSING, root, null, -hidden, true));
      AuditReport again = fixture.audit(content).users(AuditSource.of(users)).build().run();
      assertThat(again.rows()).isEqualTo(100);
      assertThat(fixture.counters.copies)
          .containsEntry(root, fixture.likes.cell(root).header(root));
    }

    @Test
    void ofAChildAreMadeAgainToo() {
      fixture.close(root, 16);
      CellId parent = root.child(users.get(0), 16);
      users.subList(1, 100).forEach(user -> fixture.like(content, user));
      fixture.close(parent, 16);
      lose(parent);
      long hidden = hidden(parent);
      assertThat(hidden).isPositive();

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.worst())
          .containsExactly(finding(Kind.LOST_CLOSING, parent, null, -hidden, true));
      assertThat(fixture.likes.cell(parent).children).isEqualTo(16);
      assertThat(fixture.likes.cell(parent).siblings).isEqualTo(16);
      assertThat(report.rows()).isEqualTo(100);
    }

    @Test
    void thatWereMadeAgainWithAnotherNumberAreReported() {
      fixture.close(root, 16);
      UserId user = users.get(0);
      CellId child = fixture.like(content, user);
      fixture.likes.cell(root).children = child.index() == root.child(user, 32).index() ? 32 : 64;
      fixture.counters.copies.clear();

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.worst()).contains(finding(Kind.SIBLINGS, child, null, 0, false));
      assertThat(report.found()).containsEntry(Kind.SIBLINGS, 1L);
    }

    @Test
    void areNoneIfTheCellIsClosedOnTheWay() {
      boolean[] closed = {false};
      fixture.likes.onHeaders =
          cells -> {
            if (cells.contains(root) && !closed[0]) {
              closed[0] = true;
              fixture.close(root, 16);
              users.forEach(user -> fixture.like(content, user));
            }
          };

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.findings()).isZero();
      assertThat(report.rows()).isEqualTo(100);
    }
  }

  @Nested
  class Copies {
    @Test
    void thatAreNewerOrDifferAtTheSameSeqAreWrong() {
      healthy();
      CellHeader rootCopy = fixture.counters.copies.get(root);
      CellHeader newer = new CellHeader(root, rootCopy.seq() + 1, rootCopy.total() + 1, 16, 0);
      fixture.counters.copies.put(root, newer);
      CellId child = root.child(4);
      CellHeader right = fixture.likes.cell(child).header(child);
      fixture.counters.copies.put(
          child, new CellHeader(child, right.seq(), 0, right.children(), right.siblings()));

      AuditReport dry = fixture.audit(content).build().run();

      Finding[] found = {
        finding(Kind.COUNTER, child, null, -right.total(), false),
        finding(Kind.COUNTER, root, null, 1, false)
      };
      assertThat(dry.worst()).containsExactlyInAnyOrder(found);
      assertThat(fixture.counters.copies).containsEntry(root, newer);

      AuditReport repairing = fixture.audit(content).repair(true).build().run();

      assertThat(repairing.found()).containsEntry(Kind.COUNTER, 2L);
      assertThat(repairing.repaired()).containsEntry(Kind.COUNTER, 2L);
      assertThat(fixture.counters.copies).containsEntry(root, rootCopy).containsEntry(child, right);
      assertThat(fixture.audit(content).build().run().findings()).isZero();
    }

    @Test
    void thatMissAClosingAtTheSameSeqAreWrong() {
      fixture.like(content, user());
      fixture.close(root, 16);
      fixture.counters.copies.put(root, new CellHeader(root, 2, 1, 0, 0));

      assertThat(fixture.audit(content).build().run().worst())
          .containsExactly(finding(Kind.COUNTER, root, null, 0, false));
    }

    @Test
    void thatTheStoreKeepsAreNotCalledRepaired() {
      healthy();
      fixture.counters.sumReplaces = false;
      CellHeader copy = fixture.counters.copies.get(root);
      fixture.counters.copies.put(root, new CellHeader(root, copy.seq() + 5, 0, 16, 0));

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.worst())
          .containsExactly(finding(Kind.COUNTER, root, null, -copy.total(), false));
      assertThat(report.drift()).containsEntry(10L, 1L);
      assertThat(fixture.counters.sums).isEqualTo(1);
    }

    @Test
    void ofAContentThatBecomesUnreadableOnTheWayAreReported() {
      fixture.like(content, user());
      fixture.counters.copies.put(root, new CellHeader(root, 9, 9, 0, 0));
      fixture.likes.onHeaders =
          cells -> {
            if (!cells.contains(root)) {
              fixture.likes.unreadable.add(content);
            }
          };

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.unread()).isEqualTo(1);
      assertThat(report.worst()).containsExactly(finding(Kind.COUNTER, root, null, 8, false));
    }
  }

  @Nested
  class ListEntries {
    @Test
    void thatAreMissingAreRecordedWithTheVersionOfTheRow() {
      List<UserId> users = healthy();
      UserId user = users.get(120);
      UserLike entry = fixture.lists.of(user).remove(content.value());

      AuditReport dry = fixture.audit(content).build().run();
      assertThat(dry.found()).containsEntry(Kind.LIST_MISSING, 1L);
      assertThat(fixture.lists.of(user)).isEmpty();

      AuditReport report = fixture.audit(content).repair(true).build().run();

      assertThat(report.repaired()).containsEntry(Kind.LIST_MISSING, 1L);
      assertThat(report.worst()).hasSize(1);
      assertThat(report.worst().get(0).user()).isEqualTo(user);
      assertThat(fixture.lists.of(user)).containsEntry(content.value(), entry);
    }

    @Test
    void thatAreMissingAreFoundInABusyCellToo() {
      List<UserId> users = IntStream.range(0, 9).mapToObj(i -> user()).toList();
      users.forEach(user -> fixture.like(content, user));
      users.forEach(user -> fixture.lists.of(user).clear());
      fixture.likes.onRows = cell -> fixture.like(content, user());

      AuditReport report = fixture.audit(content).build().run();

      assertThat(report.busy()).isEqualTo(1);
      assertThat(report.worst())
          .extracting(Finding::user)
          .containsExactlyInAnyOrderElementsOf(users);
    }

    @Test
    void ofALikeThatIsUnderWayAreNotMissing() {
      UserId user = user();
      fixture.like(content, user);
      fixture.lists.of(user).clear();
      fixture
          .likes
          .cell(root)
          .rows
          .put(user.value(), new LikeRow(user, 1, LONG_AGO + 1, ContentType.UNSPECIFIED));

      assertThat(fixture.audit(content).build().run().findings()).isZero();
    }

    @Test
    void ofALikeThatIsTakenBackOnTheWayAreNotMissing() {
      UserId user = user();
      fixture.like(content, user);
      fixture.likes.onRows = cell -> fixture.unlike(content, user);

      assertThat(fixture.audit(content).build().run().findings()).isZero();
    }

    @Test
    void withoutALikeAreTakenBack() {
      List<UserId> users = healthy();
      UserId user = users.get(0);
      UserLike old = fixture.lists.of(user).get(content.value());
      UserLike stale =
          new UserLike(user, content, true, new Version(0, 1), LONG_AGO, ContentType.UNSPECIFIED);
      fixture.lists.of(user).put(content.value(), stale);
      ContentId never = content();
      fixture
          .lists
          .of(user)
          .put(
              never.value(),
              new UserLike(
                  user, never, true, new Version(0, 9), LONG_AGO, ContentType.UNSPECIFIED));

      AuditReport report = fixture.audit().users(AuditSource.of(users)).repair(true).build().run();

      assertThat(old.liked()).isFalse();
      assertThat(report.found()).containsEntry(Kind.LIST_WRONG, 2L);
      // The entry whose store lost the content is newer than anything that the content can say.
      assertThat(report.repaired()).containsEntry(Kind.LIST_WRONG, 1L);
      assertThat(fixture.lists.liked(user, List.of(content, never))).containsExactly(never);
      assertThat(report.worst())
          .allMatch(finding -> user.equals(finding.user()) && finding.difference() == 1);
    }

    @Test
    void ofAnOlderChangeAreReplaced() {
      List<UserId> users = healthy();
      UserId user = users.get(120);
      UserLike right = fixture.lists.of(user).get(content.value());
      fixture
          .lists
          .of(user)
          .put(
              content.value(),
              new UserLike(user, content, true, new Version(0, 1), NOW, ContentType.of("post")));

      AuditReport report = fixture.audit().users(AuditSource.of(users)).repair(true).build().run();

      assertThat(report.found()).containsEntry(Kind.LIST_WRONG, 1L);
      assertThat(report.worst().get(0).difference()).isZero();
      assertThat(fixture.lists.of(user)).containsEntry(content.value(), right);
    }

    @Test
    void ofAChangeThatIsUnderWayAreLookedAtTwice() {
      UserId user = user();
      fixture.like(content, user);
      UserLike entry = fixture.lists.of(user).get(content.value());
      fixture.unlike(content, user);
      UserLike taken = fixture.lists.of(user).put(content.value(), entry);
      fixture.clock.onPause =
          () -> {
            if (fixture.clock.pauses.contains(LikeAudit.SECOND_LOOK.toNanos())) {
              fixture.lists.record(List.of(taken));
              ContentId next = content();
              UserLike stale =
                  new UserLike(user, next, true, new Version(0, 1), NOW, ContentType.UNSPECIFIED);
              fixture.lists.record(List.of(stale));
            }
          };

      AuditReport report =
          fixture.audit().users(AuditSource.of(List.of(user))).repair(true).build().run();

      assertThat(report.findings()).isZero();
      assertThat(fixture.clock.pauses).containsExactly(LikeAudit.SECOND_LOOK.toNanos());
    }
  }

  @Nested
  class Failures {
    @Test
    void makeAContentUnreadAndTheRunGoesOn() {
      ContentId good = content();
      fixture.like(content, user());
      fixture.like(good, user());
      fixture.likes.unreadable.add(content);

      AuditReport report = fixture.audit(content, good).build().run();

      assertThat(report.complete()).isTrue();
      assertThat(report.contents()).isEqualTo(2);
      assertThat(report.rows()).isEqualTo(1);
      assertThat(report.unread()).isEqualTo(1);
      assertThat(report.unchecked())
          .containsExactly("content " + content + ": " + down().getMessage());
    }

    @Test
    void makeAUserUnreadAndTheRunGoesOn() {
      List<UserId> users = List.of(user(), user());
      users.forEach(user -> fixture.like(content, user));
      fixture.lists.unreadable.add(users.get(0));

      AuditReport report = fixture.audit().users(AuditSource.of(users)).build().run();

      assertThat(report.complete()).isTrue();
      assertThat(report.users()).isEqualTo(2);
      assertThat(report.unchecked())
          .containsExactly("user " + users.get(0) + ": " + down().getMessage());
    }

    @Test
    void ofASourceEndTheRunWhichCanBeRepeated() {
      AuditSource<ContentId> source =
          request -> {
            throw down();
          };
      LikeAudit audit = fixture.audit().contents(source).build();

      assertThatThrownBy(audit::run).isInstanceOf(BackendException.class);
      assertThatThrownBy(audit::run).isInstanceOf(BackendException.class);
    }

    @Test
    void areListedUpToABound() {
      ContentId[] contents =
          IntStream.range(0, 250).mapToObj(i -> content()).toArray(ContentId[]::new);
      fixture.likes.unreadable.addAll(List.of(contents));

      AuditReport report = fixture.audit(contents).build().run();

      assertThat(report.unread()).isEqualTo(250);
      assertThat(report.unchecked()).hasSize(AuditReport.MAX_LISTED);
    }
  }

  @Test
  void listsTheLargestFindingsUpToABound() {
    ContentId[] contents =
        IntStream.range(0, 150).mapToObj(i -> content()).toArray(ContentId[]::new);
    List<Integer> differences = new ArrayList<>(IntStream.range(1, 151).boxed().toList());
    Collections.shuffle(differences);
    for (int i = 0; i < contents.length; i++) {
      Cell cell = fixture.likes.cell(CellId.root(contents[i]));
      cell.seq = differences.get(i);
      cell.total = differences.get(i);
    }

    AuditReport report = fixture.audit(contents).build().run();

    assertThat(report.found()).containsEntry(Kind.TOTAL, 150L);
    assertThat(report.worst().stream().map(Finding::difference))
        .containsExactlyElementsOf(
            LongStream.rangeClosed(51, 150).map(i -> 201 - i).boxed().toList());
    assertThat(report.drift()).isEqualTo(Map.of(1L, 9L, 10L, 90L, 100L, 51L));
  }

  @Nested
  class Progress {
    private final ContentId[] contents =
        IntStream.range(0, 250).mapToObj(i -> content()).toArray(ContentId[]::new);
    private static final long PAUSE = Duration.ofMillis(1).toNanos();
    private final Set<ContentId> seen = new HashSet<>();
    @TempDir Path directory;

    @Test
    void staysWithinTheRate() {
      fixture.audit(contents).maxContentsPerSecond(10).build().run();

      assertThat(fixture.clock.pauses).hasSize(249).containsOnly(Duration.ofMillis(100).toNanos());
    }

    @Test
    void readsRowsAndLooksUpPairsWithinTheRate() {
      for (int i = 0; i < 30; i++) {
        fixture.like(contents[0], user());
        fixture.like(contents[1 + i], user());
      }
      fixture.likes.pageSize = 1000;
      List<Long> starts = new ArrayList<>();
      fixture.likes.onRows = cell -> starts.add(fixture.clock.nanos);

      fixture.audit(contents).maxContentsPerSecond(1_000_000).maxRowsPerSecond(10).build().run();

      // Three pages of ten, thirty of one, and those of contents without a like; each row is looked
      // up in a list too.
      long second = Duration.ofSeconds(1).toNanos();
      for (int page = 1; page <= 3; page++) {
        assertThat(starts.get(page) - starts.get(page - 1))
            .isBetween(2 * second, 2 * second + 9999);
      }
      assertThat(starts.get(33) - starts.get(3)).isBetween(6 * second, 6 * second + 99_999);
    }

    @Test
    void readsListsAndLooksUpPairsWithinTheRate() {
      UserId user = user();
      for (int i = 0; i < 20; i++) {
        fixture.like(contents[i], user);
      }
      long before = fixture.clock.nanos;

      fixture.audit().users(AuditSource.of(List.of(user))).maxRowsPerSecond(10).build().run();

      assertThat(fixture.clock.nanos - before).isEqualTo(Duration.ofSeconds(4).toNanos());
    }

    @Test
    void neverReadsFasterThanTheRateThatIsNoWholeNumberOfNanoseconds() {
      for (int i = 0; i < 100_000; i++) {
        fixture.likes.cell(CellId.root(contents[0])).put(UserId.of("user-" + i));
      }
      fixture.likes.pageSize = 1000;

      LikeAudit.builder()
          .likeStore(fixture.likes)
          .contents(AuditSource.of(List.of(contents[0])))
          .time(fixture.clock)
          .pause(fixture.clock::pass)
          .maxRowsPerSecond(90_909_092)
          .build()
          .run();

      // 11 ns each, not 10: 91 pages, and the rest is not worth a pause.
      assertThat(fixture.clock.pauses).containsExactly(91_000L * 11);
    }

    @Test
    void waitsForFewRowsTogether() {
      fixture.likes.pageSize = 1;
      for (int i = 0; i < 1000; i++) {
        fixture.like(contents[0], user());
      }

      fixture.audit(contents[0]).maxRowsPerSecond(10_000).build().run();

      assertThat(fixture.clock.pauses).hasSize(200).containsOnly(PAUSE);
    }

    @Test
    void endsWhenStoppedWithinAContentWhichTheNextRunLooksAtAgain() throws Exception {
      for (int i = 0; i < 10; i++) {
        fixture.like(contents[0], user());
      }
      LikeAudit[] audit = new LikeAudit[1];
      fixture.likes.onRows = cell -> audit[0].stop();
      Path file = directory.resolve("position");
      audit[0] = fixture.audit(contents).checkpoint(Checkpoint.file(file)).build();

      AuditReport stopped = audit[0].run();
      fixture.likes.onRows = cell -> {};
      AuditReport whole = audit[0].run();

      assertThat(stopped.complete()).isFalse();
      assertThat(stopped.contents()).isEqualTo(1);
      assertThat(stopped.unread()).isZero();
      assertThat(stopped.rows()).isZero();
      assertThat(whole.complete()).isTrue();
      assertThat(whole.contents()).isEqualTo(250);
      assertThat(whole.rows()).isEqualTo(10);
    }

    @Test
    void endsWhenStoppedWithinAList() {
      UserId user = user();
      fixture.like(contents[0], user);
      fixture.like(contents[1], user);
      LikeAudit[] audit = new LikeAudit[1];
      fixture.clock.onPause = () -> audit[0].stop();
      audit[0] = fixture.audit().users(AuditSource.of(List.of(user))).maxRowsPerSecond(1).build();

      AuditReport report = audit[0].run();

      assertThat(report.complete()).isFalse();
      assertThat(report.users()).isEqualTo(1);
      assertThat(report.unread()).isZero();
      assertThat(fixture.lists.pages).isEqualTo(1);
    }

    @Test
    void endsWhenStoppedInTheSecondLookAtLists() {
      List<UserId> suspects = List.of(user(), user(), user());
      for (UserId suspect : suspects) {
        CellId cell = fixture.like(contents[0], suspect);
        fixture.likes.cell(cell).rows.remove(suspect.value());
      }
      LikeAudit[] audit = new LikeAudit[1];
      fixture.lists.onPage =
          () -> {
            if (fixture.lists.pages == 4) {
              audit[0].stop();
            }
          };
      audit[0] = fixture.audit().users(AuditSource.of(suspects)).build();

      AuditReport report = audit[0].run();

      assertThat(report.complete()).isFalse();
      assertThat(report.found()).containsEntry(Kind.LIST_WRONG, 0L);
      assertThat(fixture.lists.pages).isEqualTo(4);
    }

    @Test
    void staysStoppedIfARepairClearsTheInterrupt() {
      CellId cell = fixture.like(contents[0], user());
      fixture.counters.copies.put(cell, new CellHeader(cell, 9, 9, 0, 0));
      fixture.likes.onRows = root -> Thread.currentThread().interrupt();
      fixture.likes.onHeaders =
          cells -> {
            if (Thread.interrupted()) {
              fixture.likes.onRows = root -> {};
            }
          };

      AuditReport report = fixture.audit(contents).repair(true).build().run();

      assertThat(fixture.counters.sums).isEqualTo(1);
      assertThat(report.complete()).isFalse();
      assertThat(report.contents()).isEqualTo(1);
    }

    @Test
    void doesNotMakeUpForSlowContents() {
      long second = Duration.ofSeconds(1).toNanos();
      List<Long> starts = new ArrayList<>();
      fixture.likes.onRows =
          cell -> {
            starts.add(fixture.clock.nanos);
            fixture.clock.nanos += starts.size() == 1 ? 5 * second : 0;
          };

      fixture.audit(contents).maxContentsPerSecond(10).build().run();

      for (int i = 2; i < starts.size(); i++) {
        assertThat(starts.get(i) - starts.get(i - 1)).isEqualTo(second / 10);
      }
    }

    @Test
    void isToldPageByPageAndAtTheEnd() {
      AuditReport report = fixture.audit(contents).build().run();

      assertThat(fixture.heard.stream().map(AuditReport::contents))
          .containsExactly(100L, 200L, 250L, 250L);
      assertThat(fixture.heard.stream().map(AuditReport::complete))
          .containsExactly(false, false, false, true);
      assertThat(fixture.heard.get(3)).isEqualTo(report);
    }

    @Test
    void isNotBrokenByTheListener() {
      LikesListener broken =
          new LikesListener() {
            @Override
            public void audited(AuditReport report) {
              throw new IllegalStateException("listener");
            }
          };

      assertThat(fixture.audit(contents).listener(broken).build().run().complete()).isTrue();
    }

    @Test
    void goesOnWhereItWasStopped() {
      Path file = directory.resolve("position");
      LikeAudit[] audit = new LikeAudit[1];
      fixture.likes.onHeaders =
          cells -> {
            cells.forEach(cell -> seen.add(cell.content()));
            if (seen.size() == 120) {
              audit[0].stop();
            }
          };
      audit[0] = fixture.audit(contents).checkpoint(Checkpoint.file(file)).build();

      AuditReport stopped = audit[0].run();

      assertThat(stopped.complete()).isFalse();
      assertThat(stopped.contents()).isEqualTo(120);
      assertThat(file).hasContent("contents:100");

      // Another process: nothing but the file is left.
      AuditReport rest = fixture.audit(contents).checkpoint(Checkpoint.file(file)).build().run();

      assertThat(rest.complete()).isTrue();
      assertThat(rest.contents()).isEqualTo(150);
      assertThat(seen).containsExactlyInAnyOrder(contents);
      assertThat(Files.exists(file)).isFalse();
      assertThat(fixture.audit(contents).checkpoint(Checkpoint.file(file)).build().run().contents())
          .isEqualTo(250);
    }

    @Test
    void goesOnWithTheUsersIfTheContentsAreDone() {
      Path file = directory.resolve("position");
      List<UserId> users = IntStream.range(0, 150).mapToObj(i -> user()).toList();
      AuditSource<UserId> broken =
          request -> {
            if (request.cursor() != null) {
              throw down();
            }
            return AuditSource.of(users).page(request);
          };
      LikeAudit audit =
          fixture.audit(contents).users(broken).checkpoint(Checkpoint.file(file)).build();
      assertThatThrownBy(audit::run).isInstanceOf(BackendException.class);
      assertThat(file).hasContent("users:100");

      AuditReport report =
          fixture
              .audit(contents)
              .users(AuditSource.of(users))
              .checkpoint(Checkpoint.file(file))
              .build()
              .run();

      assertThat(report.contents()).isZero();
      assertThat(report.users()).isEqualTo(50);
    }

    @Test
    void beginsAgainIfOnlyUsersWereLeftAndItHasNone() throws Exception {
      Path file = Files.writeString(directory.resolve("position"), "users:100");

      AuditReport report = fixture.audit(contents).checkpoint(Checkpoint.file(file)).build().run();

      assertThat(report.contents()).isEqualTo(250);
      assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void endsWhenStoppedWhileItWaits() {
      LikeAudit[] audit = new LikeAudit[1];
      fixture.clock.onPause = () -> audit[0].stop();
      audit[0] = fixture.audit(contents).maxContentsPerSecond(1).build();

      AuditReport report = audit[0].run();

      assertThat(report.complete()).isFalse();
      assertThat(report.contents()).isEqualTo(1);
      assertThat(fixture.heard).containsExactly(report);
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
      fixture.likes.onRows = cell -> Thread.currentThread().interrupt();

      AuditReport report = fixture.audit(contents).build().run();

      assertThat(Thread.interrupted()).isTrue();
      assertThat(report.complete()).isFalse();
      assertThat(report.contents()).isEqualTo(1);
    }

    @Test
    void isStoppedForOneRunOnly() {
      LikeAudit audit = fixture.audit(contents).build();
      audit.stop();

      assertThat(audit.run().complete()).isTrue();
    }

    @Test
    void isMadeByOneRunAtATime() {
      List<Throwable> thrown = new ArrayList<>();
      LikeAudit[] audit = new LikeAudit[1];
      fixture.likes.onRows =
          cell -> {
            try {
              audit[0].run();
            } catch (IllegalStateException e) {
              thrown.add(e);
            }
          };
      audit[0] = fixture.audit(content).build();

      assertThat(audit[0].run().complete()).isTrue();
      assertThat(thrown).hasSize(1);
    }

    @Test
    void refusesACheckpointOfSomethingElse() throws Exception {
      Path file = Files.writeString(directory.resolve("position"), "something else");
      LikeAudit audit = fixture.audit(contents).checkpoint(Checkpoint.file(file)).build();

      assertThatIllegalStateException()
          .isThrownBy(audit::run)
          .withMessageContaining("something else");
      assertThat(file).hasContent("something else");
    }
  }

  @Nested
  class Arguments {
    @Test
    void areCheckedTogether() {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  LikeAudit.builder()
                      .users(AuditSource.of(List.of()))
                      .maxContentsPerSecond(0)
                      .maxRowsPerSecond(0)
                      .build())
          .withMessageContainingAll(
              "likeStore is required",
              "contents are required",
              "users need a userLikeStore",
              "maxContentsPerSecond must be 1 to 1000000, but is 0",
              "maxRowsPerSecond must be 1 to 100000000, but is 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> fixture.audit().maxRowsPerSecond(100_000_001).build())
          .withMessage("maxRowsPerSecond must be 1 to 100000000, but is 100000001");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> fixture.audit().maxContentsPerSecond(1_000_001).build())
          .withMessage("maxContentsPerSecond must be 1 to 1000000, but is 1000001");
    }

    @Test
    void mustNotBeNull() {
      LikeAudit.Builder builder = LikeAudit.builder();
      Map<String, Runnable> calls =
          Map.of(
              "likeStore", () -> builder.likeStore(null),
              "counterStore", () -> builder.counterStore(null),
              "userLikeStore", () -> builder.userLikeStore(null),
              "contents", () -> builder.contents(null),
              "users", () -> builder.users(null),
              "checkpoint", () -> builder.checkpoint(null),
              "listener", () -> builder.listener(null),
              "time", () -> builder.time(null),
              "items", () -> AuditSource.of(null),
              "file", () -> Checkpoint.file(null));

      calls.forEach(
          (name, call) ->
              assertThatIllegalArgumentException()
                  .isThrownBy(call::run)
                  .withMessage(name + " must not be null"));
    }
  }

  @Test
  void sourceOfAListIsReadToTheEndByPagesOfAnySize() {
    List<Integer> items = IntStream.range(0, 17).boxed().toList();
    for (int size = 1; size < 20; size++) {
      List<Integer> read = new ArrayList<>();
      PageRequest request = PageRequest.first(size);
      while (request != null) {
        Page<Integer> page = AuditSource.of(items).page(request);
        assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
        read.addAll(page.items());
        request = page.next();
      }
      assertThat(read).isEqualTo(items);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditSource.of(items).page(new PageRequest(5, "-1")))
        .withMessageContaining("-1");
    assertThat(AuditSource.of(items).page(new PageRequest(5, "99")).items()).isEmpty();
  }
}
