package io.likes.model;

import io.likes.spi.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one content in a store with conditional writes, which also sees to the promises:
 * what is checked here is checked at every change.
 *
 * <p>A cell is named by its way: "" is the root, "1" a child, "10" a child of that one.
 */
final class Cells {
  /** State of a cell; {@code writer} names the write that made it. */
  record Header(String cell, long seq, long total, int children, long writer) {
    boolean closed() {
      return children > 0;
    }
  }

  /** One change of a write and the seq that its pair gets. */
  record Change(Call call, long seq) {}

  /**
   * Changes of a cell, or its closing if {@code children} is not 0, on condition that seq is as
   * read.
   */
  record Write(long name, Header read, long seq, long total, int children, List<Change> changes) {
    String cell() {
      return read.cell();
    }
  }

  /**
   * The cell when a write or a read reached it, and the seqs of the rows of the users concerned.
   */
  record Answer(boolean applied, Header header, Map<Integer, Long> rows) {}

  private static final class Cell {
    Header header;
    final Map<Integer, Long> rows = new HashMap<>();
    final Map<Long, Long> totals = new HashMap<>(Map.of(0L, 0L));

    Cell(String name) {
      header = new Header(name, 0, 0, 0, 0);
    }
  }

  /** What is true of one user, whichever cell says it. */
  private static final class Truth {
    boolean liked;
    Version version = new Version(0, 0);
    long changedAt = -1;
    @Nullable Call changedBy;
    long lastAcknowledgedStart = -1;
  }

  private final Schedule schedule;
  private final Map<String, Cell> cells = new TreeMap<>();
  private final Map<Integer, Truth> truths = new TreeMap<>();

  Cells(Schedule schedule) {
    this.schedule = schedule;
    cell("");
  }

  /** Returns the child that a pair belongs to when a cell is closed with n children. */
  static String child(String cell, int user, int n) {
    return cell + (user >> cell.length()) % n;
  }

  Answer read(String cell, Collection<Integer> users) {
    return answer(false, cell(cell), users);
  }

  Answer apply(Write write) {
    Cell cell = cell(write.cell());
    List<Integer> users = write.changes().stream().map(change -> change.call().user).toList();
    if (cell.header.seq() != write.read().seq()) {
      return answer(false, cell, users);
    }
    for (Change change : write.changes()) {
      if (change.call().like) {
        cell.rows.put(change.call().user, change.seq());
      } else {
        cell.rows.remove(change.call().user);
      }
      changed(change, new Version(write.cell().length(), change.seq()));
    }
    int children = write.children() > 0 ? write.children() : cell.header.children();
    cell.header = new Header(write.cell(), write.seq(), write.total(), children, write.name());
    cell.totals.put(write.seq(), write.total());
    schedule.check(
        cell.rows.size() == write.total(), "%s has rows of %s", cell.header, cell.rows.keySet());
    return answer(true, cell, users);
  }

  private void changed(Change change, Version version) {
    Call call = change.call();
    Truth truth = truth(call.user);
    schedule.note("%s applied as %s", call, version);
    schedule.check(++call.applied == 1, "%s applied twice", call);
    schedule.check(
        call.end == null || call.end == Call.End.UNKNOWN, "%s applied after %s", call, call.end);
    long places = cells.values().stream().filter(c -> c.rows.containsKey(call.user)).count();
    schedule.check(places == (call.like ? 1 : 0), "%s is behind it in %s cells", call, places);
    schedule.check(
        version.compareTo(truth.version) > 0,
        "%s goes from %s to %s",
        call,
        truth.version,
        version);
    truth.liked = call.like;
    truth.version = version;
    truth.changedAt = schedule.now();
    truth.changedBy = call;
  }

  /**
   * Checks an answer against the truth: there must be an instant of the call at which it was so.
   */
  void ended(Call call) {
    schedule.note("%s ended %s", call, call.end);
    if (call.end != Call.End.UNKNOWN) {
      int expected = call.end == Call.End.CHANGED ? 1 : 0;
      schedule.check(
          call.applied == expected, "%s %s, applied %s times", call, call.end, call.applied);
    }
    if (call.end == Call.End.UNCHANGED) {
      checkSeen(call.user, call.like, call.start);
    }
    if (call.end != null && call.end.acknowledged()) {
      Truth truth = truth(call.user);
      truth.lastAcknowledgedStart = Math.max(truth.lastAcknowledgedStart, call.start);
    }
  }

  /** Checks that a user's state, as it was read, was so at an instant since the read began. */
  void checkSeen(int user, boolean liked, long since) {
    Truth truth = truth(user);
    schedule.check(
        truth.liked == liked || truth.changedAt >= since,
        "user %s seen as liked = %s, which was never so since step %s",
        user,
        liked,
        since);
  }

  /** Checks that a copy of a header, wherever it is, was true once. */
  void checkCopy(Header copy) {
    Long total = cell(copy.cell()).totals.get(copy.seq());
    schedule.check(
        total != null && total == copy.total(), "copy %s, but the total was %s", copy, total);
  }

  /**
   * Checks at rest that the list of a user is as the rows are, if a call was acknowledged that made
   * the last change or came after it. Else nobody was promised anything.
   */
  void checkList(int user, boolean listed) {
    Truth truth = truth(user);
    boolean promised =
        truth.changedBy != null
            && (acknowledged(truth.changedBy) || truth.lastAcknowledgedStart >= truth.changedAt);
    schedule.check(
        !promised || listed == truth.liked,
        "user %s liked = %s, listed = %s",
        user,
        truth.liked,
        listed);
  }

  long rows() {
    return cells.values().stream().mapToLong(cell -> cell.rows.size()).sum();
  }

  List<String> names() {
    return new ArrayList<>(cells.keySet());
  }

  private static boolean acknowledged(Call call) {
    return call.end != null && call.end.acknowledged();
  }

  private static Answer answer(boolean applied, Cell cell, Collection<Integer> users) {
    Map<Integer, Long> rows = new HashMap<>(cell.rows);
    rows.keySet().retainAll(users);
    return new Answer(applied, cell.header, rows);
  }

  private Cell cell(String name) {
    return cells.computeIfAbsent(name, Cell::new);
  }

  private Truth truth(int user) {
    return truths.computeIfAbsent(user, u -> new Truth());
  }
}
