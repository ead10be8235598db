package io.likes.benchmarks.load;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import org.HdrHistogram.ConcurrentHistogram;

/** The schema that likes are usually kept in, without a count. */
final class UsualSchema {
  static final String TABLE =
      "CREATE TABLE usual_likes (content_id text, user_id text, liked_at timestamp,"
          + " content_type text, PRIMARY KEY (content_id, user_id))";

  private static final int WARM_UP_SHARE = 3;

  private final CqlSession session;
  private final int inFlight;
  private final PreparedStatement insert;

  UsualSchema(CqlSession session, int inFlight) {
    this.session = session;
    this.inFlight = inFlight;
    insert =
        session.prepare(
            SimpleStatement.newInstance(
                    "INSERT INTO usual_likes (content_id, user_id, liked_at, content_type)"
                        + " VALUES (?, ?, ?, 'post') IF NOT EXISTS")
                .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
                .setSerialConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)
                .setIdempotent(false));
  }

  /** Inserts, asynchronously, so many at once. */
  Measured run(Duration length, LongFunction<String> content) {
    ConcurrentHistogram micros = new ConcurrentHistogram(3);
    LongAdder done = new LongAdder();
    LongAdder failed = new LongAdder();
    Semaphore free = new Semaphore(inFlight);
    long start = System.nanoTime() + length.dividedBy(WARM_UP_SHARE).toNanos();
    long end = start + length.toNanos();
    long number = 0;
    for (long now = System.nanoTime(); now - end < 0; now = System.nanoTime()) {
      free.acquireUninterruptibly();
      long sent = System.nanoTime();
      long i = number++;
      session
          .executeAsync(insert.bind(content.apply(i), "user-" + i, Instant.ofEpochMilli(i)))
          .whenComplete(
              (result, failure) -> {
                if (sent - start >= 0) {
                  (failure == null ? done : failed).increment();
                  micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sent));
                }
                free.release();
              });
    }
    free.acquireUninterruptibly(inFlight);
    return new Measured(done.sum(), failed.sum(), length, micros);
  }
}
