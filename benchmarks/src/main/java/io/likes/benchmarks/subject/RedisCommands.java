package io.likes.benchmarks.subject;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Counts the commands that clients send to a server; those of scripts are not counted, nor is what
 * opens a connection. The server is asked to tell only from the first count on, since that slows
 * it.
 */
final class RedisCommands implements AutoCloseable {
  private static final String MARK = "likes-mark-";
  private static final Pattern NOT_COUNTED =
      Pattern.compile("^\\S+ \\[(\\d+ lua\\].*|[^\\]]*\\] \"(?i:hello|client|auth|select)\".*)");
  private static final long AGAIN_MILLIS = 100;
  private static final int MAX_MARKS = 100;

  private final HostAndPort server;
  private @Nullable Jedis monitored;
  private @Nullable Jedis marking;
  private long sent;
  private long lastMark;
  private long seenMark;

  RedisCommands(String address) {
    server = HostAndPort.from(address);
  }

  /** Returns the commands until now, less those before the first count. */
  synchronized long count() {
    Jedis marks = marking == null ? start() : marking;
    // A mark that comes back says that all before it was told; the first ones may be too early.
    for (int i = 0; i < MAX_MARKS; i++) {
      long mark = ++lastMark;
      marks.echo(MARK + mark);
      if (awaitMark(mark)) {
        return sent;
      }
    }
    throw new IllegalStateException("the monitor of " + server + " tells nothing");
  }

  private Jedis start() {
    // Commands may be long in coming, so that the monitor must not give up.
    Jedis monitor =
        new Jedis(server, DefaultJedisClientConfig.builder().socketTimeoutMillis(0).build());
    Thread thread = new Thread(() -> monitor(monitor), "redis-monitor");
    thread.setDaemon(true);
    thread.start();
    Jedis marks = new Jedis(server);
    monitored = monitor;
    marking = marks;
    return marks;
  }

  private boolean awaitMark(long mark) {
    long end = System.nanoTime() + AGAIN_MILLIS * 1_000_000;
    try {
      for (long left = AGAIN_MILLIS; seenMark < mark && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return seenMark >= mark;
  }

  private void monitor(Jedis connection) {
    try {
      connection.monitor(
          new JedisMonitor() {
            @Override
            public void onCommand(String command) {
              told(command);
            }
          });
    } catch (JedisConnectionException e) {
      // Closed: nobody counts any more.
      return;
    }
  }

  private synchronized void told(String command) {
    int mark = command.indexOf(MARK);
    if (mark >= 0) {
      seenMark = Long.parseLong(command.substring(mark + MARK.length()).replaceAll("\\D.*", ""));
      notifyAll();
    } else if (!NOT_COUNTED.matcher(command).matches()) {
      sent++;
    }
  }

  @Override
  public synchronized void close() {
    if (monitored != null) {
      monitored.close();
    }
    if (marking != null) {
      marking.close();
    }
  }
}
