package io.likes.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy in front of a server that loses replies, cuts connections and slows the network down,
 * when a test says so. It passes everything at first.
 *
 * <p>Thread-safe. Every connection has two daemon threads.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InetSocketAddress server;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  // Bytes of replies that still pass before all connections that get a reply are cut.
  private final AtomicLong repliesUntilCut = new AtomicLong(Long.MAX_VALUE);
  private volatile boolean dropReplies;
  private volatile boolean refuse;
  private volatile Duration replyDelay = Duration.ZERO;

  /**
   * Starts a proxy on a free loopback port.
   *
   * @param server where connections go
   * @throws UncheckedIOException if no port can be bound
   */
  public FaultyProxy(InetSocketAddress server) {
    this.server = server;
    try {
      listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("accept", this::accept);
  }

  /** Returns the port that clients connect to, on the loopback address. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Passes everything again: new connections, and those that are open. */
  public void heal() {
    refuse = false;
    dropReplies = false;
    replyDelay = Duration.ZERO;
    repliesUntilCut.set(Long.MAX_VALUE);
  }

  /** Takes requests to the server and throws its replies away; connections stay open. */
  public void dropReplies() {
    dropReplies = true;
  }

  /**
   * Cuts each connection once so many further bytes of replies, of all connections, have passed.
   */
  public void cutAfterReplyBytes(long bytes) {
    repliesUntilCut.set(bytes);
  }

  /** Returns whether so many bytes have passed, and every connection with a reply is cut. */
  public boolean hasCut() {
    return repliesUntilCut.get() <= 0;
  }

  /** Delays every part of a reply. */
  public void delayReplies(Duration delay) {
    replyDelay = delay;
  }

  /** Cuts all connections now; new ones are taken. */
  public void cut() {
    sockets.forEach(FaultyProxy::close);
  }

  /** Cuts all connections and takes no new one until {@link #heal}: the network is down. */
  public void refuse() {
    refuse = true;
    cut();
  }

  /** Cuts all connections and ends. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // The listener was closed, or the server is down: the client sees its connection end.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    sockets.add(client);
    if (refuse) {
      close(client);
      return;
    }
    Socket upstream = new Socket();
    try {
      upstream.connect(server);
    } catch (IOException e) {
      close(client);
      throw e;
    }
    sockets.add(upstream);
    client.setTcpNoDelay(true);
    upstream.setTcpNoDelay(true);
    daemon("requests", () -> pass(client, upstream, false));
    daemon("replies", () -> pass(upstream, client, true));
    if (refuse) {
      close(client);
      close(upstream);
    }
  }

  private void pass(Socket from, Socket to, boolean reply) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (reply) {
          n = disturb(n);
        }
        if (n < 0) {
          return;
        }
        out.write(buffer, 0, n);
        out.flush();
        if (reply && repliesUntilCut.get() <= 0) {
          return;
        }
      }
    } catch (IOException e) {
      // Either side is gone: so is the connection.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  /** Returns how many of the bytes of a reply may pass; -1 to cut the connection at once. */
  private int disturb(int bytes) {
    Duration delay = replyDelay;
    long until = System.nanoTime() + delay.toNanos();
    for (long left = delay.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
    if (dropReplies) {
      return 0;
    }
    long left =
        repliesUntilCut.getAndUpdate(
            value -> value == Long.MAX_VALUE ? value : Math.max(0, value - bytes));
    return left <= 0 ? -1 : (int) Math.min(left, bytes);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, "proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
