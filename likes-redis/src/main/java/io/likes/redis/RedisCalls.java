package io.likes.redis;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls that may be made any number of times with the same end: reads, and writes that the higher
 * number wins. A lost one is made again for a while. Thread-safe.
 */
final class RedisCalls {
  /** While keys of one slot are on their way, what needs several of them must wait. */
  static final long MOVING_PAUSE_NANOS = 5_000_000;

  // For a server that takes connections and ends them
  private static final long LOST_PAUSE_NANOS = 1_000_000;

  private final Redis redis;
  private final TimeSource time;
  private final long patienceNanos;

  RedisCalls(Redis redis, TimeSource time, Duration patience) {
    this.redis = redis;
    this.time = time;
    this.patienceNanos = patience.toNanos();
  }

  Redis redis() {
    return redis;
  }

  Patience patience(int times) {
    return new Patience(time, times * patienceNanos);
  }

  /**
   * Reads.
   *
   * @return one value for each command
   * @throws BackendException NOT_APPLIED if not all could be read
   */
  List<@Nullable Object> read(List<Command> commands) {
    return call(commands, Effect.NOT_APPLIED);
  }

  /**
   * Writes what may be written again.
   *
   * @throws BackendException UNKNOWN if a part may be written, or may yet be
   */
  List<@Nullable Object> write(List<Command> commands) {
    return call(commands, Effect.UNKNOWN);
  }

  private List<@Nullable Object> call(List<Command> commands, Effect ifLost) {
    Patience patience = patience(1);
    @Nullable Object[] values = new Object[commands.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      open.add(i);
    }
    boolean sent = false;
    boolean moving = false;
    while (!open.isEmpty()) {
      boolean simpler = moving;
      List<Reply> replies =
          redis.call(
              open.stream()
                  .map(commands::get)
                  .map(command -> simpler ? command.whileMoving() : command)
                  .toList());
      List<Integer> again = new ArrayList<>();
      Reply failure = null;
      for (int i = 0; i < replies.size(); i++) {
        if (replies.get(i) instanceof Reply.Value value) {
          values[open.get(i)] = value.value();
          sent = true;
        } else {
          failure = replies.get(i);
          sent |= failure instanceof Reply.Lost;
          moving |= failure instanceof Reply.Refused refused && refused.says("TRYAGAIN");
          again.add(open.get(i));
        }
      }
      if (failure != null && !mayTryAgain(failure, patience)) {
        throw failure(
            failure, sent ? ifLost : Effect.NOT_APPLIED, commands.get(again.get(0)).toString());
      }
      open = again;
    }
    return Arrays.asList(values);
  }

  private static boolean mayTryAgain(Reply failure, Patience patience) {
    if (failure instanceof Reply.Refused refused) {
      return refused.says("TRYAGAIN") && patience.pause(MOVING_PAUSE_NANOS);
    }
    // A pool may have many connections from before the server was started again.
    return failure instanceof Reply.Lost && patience.pause(LOST_PAUSE_NANOS);
  }

  /** Returns the exception of a call that failed. */
  static BackendException failure(Reply reply, Effect effect, String what) {
    if (reply instanceof Reply.Refused refused) {
      return failure(effect, "Redis refused " + what, refused.cause());
    }
    if (reply instanceof Reply.Unsent unsent) {
      return failure(effect, "Redis could not be asked for " + what, unsent.cause());
    }
    if (reply instanceof Reply.Lost lost) {
      return failure(effect, "Redis did not answer " + what, lost.cause());
    }
    throw new IllegalArgumentException("not a failure: " + reply);
  }

  private static BackendException failure(Effect effect, String what, RuntimeException cause) {
    return new BackendException(effect, what + ": " + message(cause), cause);
  }

  /** Jedis hides the reason of a connection that could not be opened in the cause. */
  private static String message(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root == cause ? cause.getMessage() + "" : cause.getMessage() + " (" + root + ")";
  }
}
