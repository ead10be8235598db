package io.likes.kafka;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.spi.CellHeader;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeEvent;
import io.likes.spi.StoredCount;
import io.likes.spi.Version;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Takes merges from aggregators that run as processes of their own, which may halt at a step until
 * they are let go, or killed.
 */
final class CounterServer implements AutoCloseable {
  private static final int HALTED = -1;

  private final ServerSocket listener;
  private final CounterStore store;
  private final Semaphore halted = new Semaphore(0);
  private final Semaphore letGo = new Semaphore(0);
  private final Semaphore merged = new Semaphore(0);

  CounterServer(CounterStore store) {
    this.store = store;
    try {
      listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void awaitHalt() {
    await(halted);
  }

  void letGo() {
    letGo.release();
  }

  /** Waits for a merge that is done after the last one that was awaited. */
  void awaitMerge() {
    await(merged);
    merged.drainPermits();
  }

  private static void await(Semaphore happened) {
    try {
      if (!happened.tryAcquire(Kafka.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("did not happen within " + Kafka.PATIENCE);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      while (true) {
        int headers = in.readInt();
        if (headers == HALTED) {
          halted.release();
          letGo.acquireUninterruptibly();
        } else {
          store.merge(read(in, headers));
          merged.release();
        }
        out.writeByte(1);
        out.flush();
      }
    } catch (EOFException e) {
      // The process was killed.
    } catch (IOException e) {
      // So it was, in the middle of an answer.
    }
  }

  private static List<CellHeader> read(DataInputStream in, int headers) throws IOException {
    List<CellHeader> read = new ArrayList<>(headers);
    for (int i = 0; i < headers; i++) {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      try {
        read.add(EventFormat.decode(bytes).header());
      } catch (UnreadableEventException e) {
        throw new IOException(e);
      }
    }
    return read;
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "counter-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    letGo.release(100);
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The other end, in the aggregator's process. */
  static final class Client implements CounterStore {
    private final DataInputStream in;
    private final DataOutputStream out;

    Client(int port) throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    }

    /** Returns when the test lets this process go; most are killed here. */
    synchronized void halt() {
      try {
        out.writeInt(HALTED);
        out.flush();
        in.readByte();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public synchronized void merge(Collection<CellHeader> headers) {
      try {
        out.writeInt(headers.size());
        for (CellHeader header : headers) {
          byte[] bytes =
              EventFormat.encode(
                  new LikeEvent(
                      header, null, false, ContentType.UNSPECIFIED, new Version(0, 0), 0));
          out.writeInt(bytes.length);
          out.write(bytes);
        }
        out.flush();
        in.readByte();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void sum(Collection<CellHeader> headers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryLease(ContentId content, Duration length) {
      throw new UnsupportedOperationException();
    }
  }
}
