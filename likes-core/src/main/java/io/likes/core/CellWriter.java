package io.likes.core;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellHeader;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Group commit of one cell: at most one batch is under way, and the changes that come meanwhile
 * share the next one.
 *
 * <p>The first caller who finds nothing under way leads: it writes one batch, its own change in it,
 * and then hands the lead to the first who still waits. So nobody works for others longer than one
 * batch, and a change that is alone is sent at once.
 *
 * <p>Thread-safe. The lock guards the queue only; it is never held while a batch is written.
 */
final class CellWriter {
  /**
   * What a caller gets.
   *
   * @param header the header behind the batch
   * @param result what became of the caller's change
   */
  record Written(CellHeader header, ChangeResult result) {}

  private enum State {
    WAITING,
    LEADING,
    TAKEN,
    DONE
  }

  private static final class Request {
    final Change change;
    final long deadline;
    final Thread caller = Thread.currentThread();
    volatile State state = State.WAITING;
    @Nullable Written written;
    @Nullable BackendException failure;

    Request(Change change, long deadline) {
      this.change = change;
      this.deadline = deadline;
    }

    boolean late(LongSupplier clock) {
      return deadline - clock.getAsLong() <= 0;
    }

    /** Gives up a change that was not sent. */
    void fail(String reason) {
      failure = new BackendException(Effect.NOT_APPLIED, reason, null);
    }
  }

  private static final String LATE = "no turn before the write timeout";

  final Pressure pressure = new Pressure();
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Request> waiting = new ArrayDeque<>(1);
  private boolean busy;

  /**
   * Writes a change, alone or with others.
   *
   * @param deadline time of {@code clock} after which a change that was not sent yet fails
   * @param maxBatch how many changes may share a batch
   * @param write writes a batch
   * @throws BackendException NOT_APPLIED if the change was not sent; else what {@code write} threw
   */
  Written write(
      Change change,
      long deadline,
      LongSupplier clock,
      int maxBatch,
      Function<List<Change>, BatchResult> write) {
    Request own = new Request(change, deadline);
    lock.lock();
    try {
      if (busy) {
        waiting.add(own);
      } else {
        busy = true;
        own.state = State.LEADING;
      }
    } finally {
      lock.unlock();
    }
    if (own.state != State.LEADING) {
      await(own, clock);
    }
    if (own.state == State.LEADING) {
      lead(own, clock, maxBatch, write);
    }
    if (own.failure != null) {
      throw own.failure;
    }
    if (own.written == null) {
      throw new IllegalStateException("done without an answer: " + change);
    }
    return own.written;
  }

  /** Returns how many changes wait for the next batch. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the request is done or leads. One that is not taken yet is given up at its deadline
   * or at an interrupt.
   */
  private void await(Request own, LongSupplier clock) {
    boolean interrupted = false;
    while (own.state == State.WAITING || own.state == State.TAKEN) {
      if (own.state == State.TAKEN) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, Math.max(1, own.deadline - clock.getAsLong()));
      }
      interrupted |= Thread.interrupted();
      if ((interrupted || own.late(clock)) && own.state == State.WAITING && withdraw(own)) {
        own.fail(interrupted ? "interrupted while waiting for its turn" : LATE);
      }
    }
    if (interrupted) {
      own.caller.interrupt();
    }
  }

  private boolean withdraw(Request own) {
    lock.lock();
    try {
      if (!waiting.remove(own)) {
        return false;
      }
      own.state = State.DONE;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void lead(
      Request own, LongSupplier clock, int maxBatch, Function<List<Change>, BatchResult> write) {
    List<Request> batch = List.of();
    // An interruption of this caller is none of those whose changes it sends too.
    boolean interrupted = Thread.interrupted();
    try {
      // The lead may be handed over late, or taken up late.
      if (own.late(clock)) {
        own.fail(LATE);
      } else {
        batch = batch(own, clock, maxBatch);
        send(batch, clock, write);
      }
    } finally {
      // First, so that the next batch is under way while the callers of this one are woken.
      handOver();
      for (Request request : batch) {
        if (request.written == null && request.failure == null) {
          request.failure =
              new BackendException(Effect.UNKNOWN, "the write ended with an error", null);
        }
        finish(request);
      }
      if (interrupted) {
        own.caller.interrupt();
      }
    }
  }

  /**
   * Takes the own change and waiting ones of other pairs that still have time; a second change of a
   * pair waits for the next batch.
   */
  private List<Request> batch(Request own, LongSupplier clock, int maxBatch) {
    List<Request> batch = new ArrayList<>();
    batch.add(own);
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        return batch;
      }
      Set<UserId> users = new HashSet<>();
      users.add(own.change.user());
      for (Iterator<Request> i = waiting.iterator(); i.hasNext() && batch.size() < maxBatch; ) {
        Request next = i.next();
        // One that is late gives itself up.
        if (!next.late(clock) && users.add(next.change.user())) {
          i.remove();
          next.state = State.TAKEN;
          batch.add(next);
        }
      }
    } finally {
      lock.unlock();
    }
    return batch;
  }

  private static void send(
      List<Request> batch, LongSupplier clock, Function<List<Change>, BatchResult> write) {
    BackendException failure = trySend(batch, write);
    if (failure == null || failure.effect() != Effect.NOT_APPLIED || batch.size() == 1) {
      return;
    }
    // One bad change must not fail the others; each is tried alone while its caller still has time.
    for (Request request : batch) {
      if (!request.late(clock)) {
        request.failure = null;
        trySend(List.of(request), write);
      }
    }
  }

  private static @Nullable BackendException trySend(
      List<Request> batch, Function<List<Change>, BatchResult> write) {
    List<Change> changes = new ArrayList<>(batch.size());
    for (Request request : batch) {
      changes.add(request.change);
    }
    try {
      BatchResult result = write.apply(changes);
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).written = new Written(result.header(), result.results().get(i));
      }
      return null;
    } catch (RuntimeException e) {
      BackendException failure = Failures.ofWrite(e);
      for (Request request : batch) {
        // Each caller throws an exception of its own: two threads must not share one.
        request.failure = batch.size() == 1 ? failure : Failures.shared(failure);
      }
      return failure;
    }
  }

  private static void finish(Request request) {
    request.state = State.DONE;
    LockSupport.unpark(request.caller);
  }

  private void handOver() {
    Request next;
    lock.lock();
    try {
      next = waiting.poll();
      if (next == null) {
        busy = false;
        return;
      }
      next.state = State.LEADING;
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(next.caller);
  }
}
