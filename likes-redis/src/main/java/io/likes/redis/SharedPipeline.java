package io.likes.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Lets the callers of one server share round trips: while as many as may be are under way, those
 * who come share the next one.
 *
 * <p>A caller who finds a free place sends at once, and never waits for others to come. Otherwise
 * it waits until somebody has sent its commands, or until it is handed the place of who is done:
 * then it sends its own and those that wait, as many as fit, once. Thread-safe; the lock guards the
 * queue only.
 */
final class SharedPipeline {
  /** Two: one is prepared and read while the server works on the other. */
  private static final int PLACES = 2;

  /** Bounds the time that one round trip takes, and with it the wait of the others. */
  private static final int MOST_COMMANDS = 512;

  private static final class Request {
    final List<Command> commands;

    /** The replies, or empty if the waiting caller is handed a place. */
    final CompletableFuture<Optional<List<Reply>>> end = new CompletableFuture<>();

    Request(List<Command> commands) {
      this.commands = commands;
    }
  }

  private final Function<List<Command>, List<Reply>> exchange;
  private final long patienceNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private int places = PLACES;

  /**
   * Makes a pipeline.
   *
   * @param exchange one round trip; gives one reply for each command
   * @param patienceNanos how long commands may wait for their turn
   */
  SharedPipeline(Function<List<Command>, List<Reply>> exchange, long patienceNanos) {
    this.exchange = exchange;
    this.patienceNanos = patienceNanos;
  }

  /** Sends commands, alone or with those of others; one reply for each. */
  List<Reply> call(List<Command> commands) {
    if (commands.size() <= MOST_COMMANDS) {
      return share(new Request(commands));
    }
    List<Reply> replies = new ArrayList<>(commands.size());
    for (int i = 0; i < commands.size(); i += MOST_COMMANDS) {
      List<Command> part = commands.subList(i, Math.min(commands.size(), i + MOST_COMMANDS));
      replies.addAll(share(new Request(part)));
    }
    return replies;
  }

  private List<Reply> share(Request own) {
    boolean leads;
    lock.lock();
    try {
      leads = places > 0;
      if (leads) {
        places--;
      } else {
        waiting.add(own);
      }
    } finally {
      lock.unlock();
    }
    Optional<List<Reply>> replies = leads ? Optional.empty() : await(own);
    return replies.orElseGet(() -> lead(own));
  }

  /** Waits for the replies, or for a place; commands that nobody took are given up in time. */
  private Optional<List<Reply>> await(Request own) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + patienceNanos;
    try {
      while (true) {
        try {
          return own.end.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
          deadline = System.nanoTime();
        } catch (TimeoutException e) {
          if (withdraw(own)) {
            return Optional.of(unsent(own, interrupted));
          }
          // Somebody has taken the commands, and is bound by the socket's timeout.
          deadline = System.nanoTime() + patienceNanos;
        } catch (ExecutionException e) {
          throw new IllegalStateException(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static List<Reply> unsent(Request request, boolean interrupted) {
    IllegalStateException cause =
        new IllegalStateException(
            interrupted ? "interrupted while waiting for its turn" : "no turn in time");
    return Collections.nCopies(request.commands.size(), new Reply.Unsent(cause));
  }

  /** Returns how many callers wait for their turn. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean withdraw(Request own) {
    lock.lock();
    try {
      return waiting.remove(own);
    } finally {
      lock.unlock();
    }
  }

  private List<Reply> lead(Request own) {
    List<Request> batch = batch(own);
    List<Command> commands = own.commands;
    if (batch.size() > 1) {
      commands = new ArrayList<>();
      for (Request request : batch) {
        commands.addAll(request.commands);
      }
    }
    List<Reply> replies = List.of();
    // An interruption of this caller is none of those whose commands it sends too.
    boolean interrupted = Thread.interrupted();
    try {
      replies = exchange.apply(commands);
    } catch (RuntimeException e) {
      replies = lost(commands, e);
    } finally {
      handOver();
      if (replies.isEmpty()) {
        // The exchange ended with an Error, which only the leader throws.
        replies = lost(commands, new IllegalStateException("the sender failed"));
      }
      int from = own.commands.size();
      for (Request other : batch.subList(1, batch.size())) {
        int to = from + other.commands.size();
        other.end.complete(Optional.of(replies.subList(from, to)));
        from = to;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return replies.subList(0, own.commands.size());
  }

  private static List<Reply> lost(List<Command> commands, RuntimeException cause) {
    return Collections.nCopies(commands.size(), new Reply.Lost(cause));
  }

  private List<Request> batch(Request own) {
    List<Request> batch = new ArrayList<>();
    batch.add(own);
    int room = MOST_COMMANDS - own.commands.size();
    lock.lock();
    try {
      for (Request next = waiting.peek();
          next != null && next.commands.size() <= room;
          next = waiting.peek()) {
        batch.add(waiting.remove());
        room -= next.commands.size();
      }
    } finally {
      lock.unlock();
    }
    return batch;
  }

  private void handOver() {
    Request next;
    lock.lock();
    try {
      next = waiting.poll();
      if (next == null) {
        places++;
        return;
      }
    } finally {
      lock.unlock();
    }
    next.end.complete(Optional.empty());
  }
}
