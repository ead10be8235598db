package io.likes.redis;

import static io.likes.redis.Command.decimal;
import static io.likes.redis.Reply.bytes;
import static io.likes.redis.Reply.list;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.TimeSource;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.LikeRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes cells. Thread-safe. */
final class CellWriter {
  /** One call tries for so many windows, anew after a loss. */
  private static final int PATIENCE_WINDOWS = 3;

  /** More than the likes of one batch can make due. */
  private static final int MOST_SPLITS = 16;

  // What the script answers for a change.
  private static final long WRITTEN = 1;
  private static final long WRONG_PLACE = 2;
  private static final int MOST_LOSSES = 3;
  private static final long PROBE_PAUSE_NANOS = 20_000_000;

  private final RedisCalls calls;
  private final Keys keys;
  private final KnownCells known;
  private final ServerClock clock;
  private final long windowMillis;

  CellWriter(RedisCalls calls, Keys keys, KnownCells known, TimeSource time, Duration window) {
    this.calls = calls;
    this.keys = keys;
    this.known = known;
    this.clock = new ServerClock(time, calls.redis().clocks());
    this.windowMillis = window.toMillis();
  }

  BatchResult apply(CellBatch batch) {
    return new Attempt(batch).run();
  }

  CellHeader close(CellId cell, int siblings, int children) {
    byte[] key = keys.bucket(cell, 0);
    Object replicas =
        calls.read(List.of(Command.script(Script.REPLICAS, List.of(key), List.of()))).get(0);
    Command close =
        Command.script(Script.CLOSE, List.of(key), List.of(decimal(siblings), decimal(children)));
    if (replicas instanceof Long count && count > 0) {
      List<?> answer = list(calls.write(List.of(close.awaiting(1))).get(0));
      if (answer.get(1) instanceof Long acknowledged && acknowledged == 0) {
        throw new BackendException(
            Effect.UNKNOWN, "closed, but no replica has the closing of " + cell + " yet", null);
      }
      return known.learn(cell, bytes(answer.get(0))).header();
    }
    return known.learn(cell, bytes(calls.write(List.of(close)).get(0))).header();
  }

  /** One batch on its way. */
  private final class Attempt {
    private final CellBatch batch;
    private final int clockOfCell;
    private Patience patience = calls.patience(PATIENCE_WINDOWS);
    private final List<Long> hashes;
    private boolean splits = true;
    private int losses;
    // Of the cell as this process knew it when the batch was sent.
    private long seqBefore;

    Attempt(CellBatch batch) {
      this.batch = batch;
      this.clockOfCell = calls.redis().clockOf(keys.bucket(batch.cell(), 0));
      this.hashes = batch.changes().stream().map(change -> Buckets.hash(change.user())).toList();
    }

    BatchResult run() {
      while (true) {
        long deadline = clock.now(clockOfCell) + windowMillis;
        Reply reply = calls.redis().call(List.of(command(deadline))).get(0);
        if (reply instanceof Reply.Value value) {
          BatchResult result = result(list(value.value()));
          if (result != null) {
            return result;
          }
          if (patience.over()) {
            throw new BackendException(
                losses > 0 ? Effect.UNKNOWN : Effect.NOT_APPLIED,
                "Redis refused the deadline or the layout again and again of " + batch.cell(),
                null);
          }
        } else {
          failed(reply, deadline);
        }
      }
    }

    private Command command(long deadline) {
      Stored stored = known.getOrUntouched(batch.cell());
      seqBefore = stored.header().seq();
      long likes = batch.changes().stream().filter(Change::liked).count();
      List<byte[]> names = new ArrayList<>();
      List<byte[]> arguments = new ArrayList<>();
      byte[] first = keys.bucket(batch.cell(), 0);
      names.add(first);
      arguments.add(decimal(deadline));
      arguments.add(decimal(windowMillis));
      arguments.add(decimal(stored.buckets().count()));
      arguments.add(decimal(batch.siblings()));
      arguments.add(decimal(hashes.size()));
      arguments.add(decimal(likes));
      for (int i = 0; i < hashes.size(); i++) {
        Change change = batch.changes().get(i);
        int bucket = stored.buckets().bucketOf(hashes.get(i));
        names.add(bucket == 0 ? first : keys.bucket(batch.cell(), bucket));
        arguments.add(change.user().value().getBytes(UTF_8));
        arguments.add(change.liked() ? Row.withoutSeq(change) : new byte[0]);
      }
      if (splits) {
        addSplits(stored.buckets(), stored.header().total() + likes, names, arguments);
      }
      return Command.script(Script.APPLY, names, arguments);
    }

    /** Names the splits that the batch may make due, at most a fixed number. */
    private void addSplits(
        Buckets buckets, long total, List<byte[]> names, List<byte[]> arguments) {
      for (int i = 0; i < MOST_SPLITS && total > buckets.capacity(); i++) {
        names.add(keys.bucket(batch.cell(), buckets.splits()));
        names.add(keys.bucket(batch.cell(), buckets.count()));
        arguments.add(decimal(buckets.capacity()));
        arguments.add(decimal(buckets.modulus()));
        arguments.add(decimal(buckets.count()));
        buckets = buckets.next();
      }
    }

    /**
     * Returns the result, or null if the server wrote nothing and this process knows better now.
     */
    private @Nullable BatchResult result(List<?> answer) {
      String code = new String(bytes(answer.get(0)), US_ASCII);
      long serverMillis = (Long) Objects.requireNonNull(answer.get(1));
      if (code.equals("clock")) {
        clock.correct(clockOfCell, serverMillis);
        return null;
      }
      clock.learn(clockOfCell, serverMillis);
      CellHeader header = known.learn(batch.cell(), bytes(answer.get(2))).header();
      return switch (code) {
        case "buckets" -> null;
        case "siblings" ->
            new BatchResult(
                header,
                batch.changes().stream().map(change -> wrongPlace(header.seq(), change)).toList(),
                0);
        default -> new BatchResult(header, results(header, answer.subList(3, answer.size())), 0);
      };
    }

    private List<ChangeResult> results(CellHeader header, List<?> answers) {
      long changed = 0;
      for (int i = 0; i < answers.size(); i++) {
        changed += changed(batch.changes().get(i), answers.get(i)) ? 1 : 0;
      }
      long before = header.seq() - changed;
      long seq = before;
      List<ChangeResult> results = new ArrayList<>(answers.size());
      for (int i = 0; i < answers.size(); i++) {
        Change change = batch.changes().get(i);
        Object answer = answers.get(i);
        if (changed(change, answer)) {
          seq++;
        }
        results.add(result(change, answer, before, seq));
      }
      return results;
    }

    private boolean changed(Change change, @Nullable Object answer) {
      return change.liked() ? Long.valueOf(WRITTEN).equals(answer) : answer instanceof byte[];
    }

    private ChangeResult result(Change change, @Nullable Object answer, long before, long seq) {
      if (answer instanceof byte[] stored) {
        LikeRow row = Row.decode(change.user(), stored);
        return change.liked()
            ? new ChangeResult(ChangeResult.Effect.UNCHANGED, row.seq(), row.timeMillis())
            : new ChangeResult(ChangeResult.Effect.CHANGED, seq, row.timeMillis());
      }
      if (Long.valueOf(WRITTEN).equals(answer)) {
        return new ChangeResult(ChangeResult.Effect.CHANGED, seq, change.timeMillis());
      }
      return Long.valueOf(WRONG_PLACE).equals(answer)
          ? wrongPlace(before, change)
          : new ChangeResult(ChangeResult.Effect.UNCHANGED, before, change.timeMillis());
    }

    private ChangeResult wrongPlace(long seq, Change change) {
      return new ChangeResult(ChangeResult.Effect.WRONG_PLACE, seq, change.timeMillis());
    }

    /** Returns if the batch may be sent again now. */
    private void failed(Reply reply, long deadline) {
      if (reply instanceof Reply.Lost) {
        losses++;
        // The socket's timeout may have taken all the time there was.
        patience = calls.patience(PATIENCE_WINDOWS);
        settle(reply, deadline);
        if (losses == MOST_LOSSES) {
          throw RedisCalls.failure(reply, Effect.UNKNOWN, "a batch of " + batch.cell());
        }
        return;
      }
      boolean moving = reply instanceof Reply.Refused refused && refused.says("TRYAGAIN");
      // While keys of the slot are on their way, a bucket that does not exist yet is in the way.
      splits &= !moving;
      boolean wait = moving || losses > 0;
      if (!wait || !patience.pause(moving ? RedisCalls.MOVING_PAUSE_NANOS : PROBE_PAUSE_NANOS)) {
        throw RedisCalls.failure(
            reply, losses > 0 ? Effect.UNKNOWN : Effect.NOT_APPLIED, "a batch of " + batch.cell());
      }
    }

    /**
     * Waits until the server refuses what was sent, from when on it has landed or never will;
     * returns if it has not: no change of the cell has come since this process knew it.
     *
     * @throws BackendException UNKNOWN if one has, or if the server does not say so in time
     */
    private void settle(Reply lostReply, long deadline) {
      byte[] key = keys.bucket(batch.cell(), 0);
      Command probe = Command.script(Script.PROBE, List.of(key), List.of());
      while (true) {
        Reply reply = calls.redis().call(List.of(probe)).get(0);
        long pause = PROBE_PAUSE_NANOS;
        if (reply instanceof Reply.Value value) {
          List<?> answer = list(value.value());
          long serverMillis = (Long) Objects.requireNonNull(answer.get(0));
          if (serverMillis > deadline) {
            clock.learn(clockOfCell, serverMillis);
            if (known.learn(batch.cell(), bytes(answer.get(1))).header().seq() != seqBefore) {
              throw new BackendException(
                  Effect.UNKNOWN,
                  "a reply of Redis was lost, and "
                      + batch.cell()
                      + " has changes that may be this batch's or not; it does not land later",
                  null);
            }
            return;
          }
          pause = TimeUnit.MILLISECONDS.toNanos(deadline - serverMillis + 1);
        }
        if (!patience.pause(pause)) {
          throw RedisCalls.failure(lostReply, Effect.UNKNOWN, "a batch of " + batch.cell());
        }
      }
    }
  }
}
