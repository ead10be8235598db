package io.likes.model;

import io.likes.model.Call.End;
import io.likes.model.Cells.Answer;
import io.likes.model.Cells.Change;
import io.likes.model.Cells.Header;
import io.likes.model.Cells.Write;
import io.likes.spi.Version;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A process that serves calls: the flows of the design. Every method is one step; between two of
 * them anything may happen, the end of the process too. What it knows of the cells may be old.
 */
final class ServiceProcess {
  private static final int MAX_TRIES = 3;

  private final Schedule schedule;
  private final Map<String, Integer> closed = new HashMap<>();
  private final Set<String> absent = new HashSet<>();
  private final Map<String, List<Call>> waiting = new HashMap<>();
  boolean crashed;

  ServiceProcess(Schedule schedule) {
    this.schedule = schedule;
  }

  /**
   * A call waits at the first cell on its path that may hold its pair, for a batch of that cell.
   */
  void serve(Call call) {
    String cell = place(call.user);
    waiting.computeIfAbsent(cell, c -> new ArrayList<>()).add(call);
    schedule.step(this, () -> startBatch(cell));
  }

  private String place(int user) {
    String cell = "";
    while (closed.containsKey(cell)
        && (absent.contains(cell + "/" + user) || !schedule.keeps(Rule.PARENT_IS_ASKED_FIRST))) {
      cell = Cells.child(cell, user, closed.get(cell));
    }
    return cell;
  }

  private void startBatch(String cell) {
    List<Call> batch = new ArrayList<>();
    Map<Integer, Boolean> wanted = new HashMap<>();
    List<Call> left = new ArrayList<>();
    for (Call call : waiting.getOrDefault(cell, List.of())) {
      Boolean before = wanted.get(call.user);
      if (before == null
          || (!schedule.keeps(Rule.ONE_SEQ_FOR_EACH_CHANGE) && before != call.like)) {
        batch.add(call);
        wanted.put(call.user, call.like);
      } else {
        left.add(call);
      }
    }
    waiting.put(cell, left);
    if (!left.isEmpty()) {
      schedule.step(this, () -> startBatch(cell));
    }
    if (!batch.isEmpty()) {
      schedule.read(this, cell, wanted.keySet(), answer -> decide(batch, answer));
    }
  }

  /** Says for each call what it means in the cell as it was read, and writes what changes. */
  private void decide(List<Call> batch, Answer seen) {
    Header header = seen.header();
    String cell = header.cell();
    boolean open =
        !header.closed()
            || (!schedule.keeps(Rule.CLOSED_CELL_GAINS_NO_ROW) && !closed.containsKey(cell));
    learn(header);
    List<Change> changes = new ArrayList<>();
    Map<Integer, Long> rows = new HashMap<>(seen.rows());
    long seq = header.seq();
    long total = header.total();
    for (Call call : batch) {
      Long row = rows.get(call.user);
      if (row == null && !open) {
        absent.add(cell + "/" + call.user);
        serve(call);
      } else if ((row != null) == call.like) {
        if (row == null && !schedule.keeps(Rule.ABSENCE_IS_OF_CLOSED_CELLS)) {
          absent.add(cell + "/" + call.user);
        }
        long version = row == null ? header.seq() : row;
        list(call, End.UNCHANGED, new Version(cell.length(), version), header);
      } else {
        boolean own = schedule.keeps(Rule.ONE_SEQ_FOR_EACH_CHANGE) || changes.isEmpty();
        seq += own ? 1 : 0;
        total += call.like ? 1 : -1;
        changes.add(new Change(call, seq));
        if (call.like) {
          rows.put(call.user, seq);
        } else {
          rows.remove(call.user);
        }
      }
    }
    if (!changes.isEmpty()) {
      send(new Write(schedule.newName(), header, seq, total, 0, changes), 1);
    }
  }

  /** Closes a cell that is taken to be under pressure. */
  void close(String cell, int children) {
    schedule.read(
        this,
        cell,
        Set.of(),
        seen -> {
          Header read = seen.header();
          learn(read);
          if (!read.closed()) {
            long seq = read.seq() + (schedule.keeps(Rule.CLOSING_RAISES_SEQ) ? 1 : 0);
            send(new Write(schedule.newName(), read, seq, read.total(), children, List.of()), 1);
          }
        });
  }

  private void send(Write write, int tries) {
    schedule.exchange(
        this,
        () -> schedule.cells.apply(write),
        answer -> answered(write, tries, answer),
        () -> unanswered(write, tries),
        () -> {
          if (tries == 1) {
            end(write, End.NOT_APPLIED);
          } else {
            unanswered(write, tries);
          }
        });
  }

  /**
   * Takes an answer of the store. A refused first try changed nothing. A refused repetition means
   * that the first try cannot land any more; whether it did is known only if the header names it.
   */
  private void answered(Write write, int tries, Answer answer) {
    learn(answer.header());
    if (answer.applied() || answer.header().writer() == write.name()) {
      if (write.children() > 0) {
        schedule.publish(answer.header(), 0);
      }
      for (Change change : write.changes()) {
        Version version = new Version(write.cell().length(), change.seq());
        list(change.call(), End.CHANGED, version, answer.header());
      }
    } else if (tries == 1) {
      decide(write.changes().stream().map(Change::call).toList(), answer);
    } else {
      end(write, End.UNKNOWN);
    }
  }

  private void unanswered(Write write, int tries) {
    if (!schedule.keeps(Rule.READ_IS_NO_PROOF)) {
      List<Integer> users = write.changes().stream().map(change -> change.call().user).toList();
      schedule.read(this, write.cell(), users, answer -> believe(write, answer));
    } else if (tries < MAX_TRIES) {
      send(write, tries + 1);
    } else {
      end(write, End.UNKNOWN);
    }
  }

  private void believe(Write write, Answer answer) {
    if (answer.header().writer() == write.name()) {
      answered(write, 1, answer);
    } else {
      decide(write.changes().stream().map(Change::call).toList(), answer);
    }
  }

  /** The user's list has the change before the caller is answered. */
  private void list(Call call, End end, Version version, Header header) {
    if (end == End.UNCHANGED && !schedule.keeps(Rule.UNCHANGED_IS_LISTED)) {
      publish(call, end, header);
      return;
    }
    Runnable failed = () -> schedule.end(call, End.UNKNOWN);
    schedule.exchange(
        this,
        () -> schedule.list.put(call.user, call.like, version),
        done -> publish(call, end, header),
        failed,
        failed);
  }

  private void publish(Call call, End end, Header header) {
    int delta = end == End.UNCHANGED ? 0 : call.like ? 1 : -1;
    schedule.publish(header, delta);
    schedule.step(this, () -> schedule.end(call, end));
  }

  private void end(Write write, End end) {
    write.changes().forEach(change -> schedule.end(change.call(), end));
  }

  /**
   * Reads whether a user likes the content, from the first cell that may hold the pair downwards.
   */
  void status(int user, long since) {
    status(place(user), user, since);
  }

  private void status(String cell, int user, long since) {
    schedule.read(
        this,
        cell,
        Set.of(user),
        seen -> {
          learn(seen.header());
          boolean liked = seen.rows().containsKey(user);
          if (liked || !seen.header().closed()) {
            schedule.cells.checkSeen(user, liked, since);
          } else {
            absent.add(cell + "/" + user);
            status(Cells.child(cell, user, seen.header().children()), user, since);
          }
        });
  }

  /** Reads the count; if the counter does not know all cells, sums them and tells the counter. */
  void count() {
    if (schedule.counter.count().isEmpty()) {
      Deque<String> unread = new ArrayDeque<>(List.of(""));
      sum(unread, new ArrayList<>());
    }
  }

  private void sum(Deque<String> unread, List<Header> headers) {
    if (unread.isEmpty()) {
      schedule.tell(() -> schedule.counter.sum(headers));
      return;
    }
    schedule.read(
        this,
        unread.remove(),
        Set.of(),
        seen -> {
          Header header = seen.header();
          learn(header);
          headers.add(header);
          for (int i = 0; i < header.children(); i++) {
            unread.add(header.cell() + i);
          }
          sum(unread, headers);
        });
  }

  private void learn(Header header) {
    if (header.closed()) {
      closed.put(header.cell(), header.children());
    }
  }
}
