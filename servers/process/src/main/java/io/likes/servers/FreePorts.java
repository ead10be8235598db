package io.likes.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports that nobody listens on. Thread-safe. */
public final class FreePorts {
  // Below the ports that Linux gives to outgoing connections, so that none takes one of these
  // between the look and the start of a server.
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;
  private static final Set<Integer> GIVEN = new HashSet<>();
  private static int next = FIRST + (int) (ProcessHandle.current().pid() * 97 % (LAST - FIRST));

  private FreePorts() {}

  /**
   * Returns a port that is free on all the given loopback addresses and that this process was not
   * given before.
   *
   * @param offsets further ports that must be free too, as distances to the one returned, for
   *     servers that derive one port from another
   */
  public static synchronized int next(int... offsets) {
    for (int tries = 0; tries < LAST - FIRST; tries++) {
      int port = next;
      next = next == LAST ? FIRST : next + 1;
      if (take(port, offsets)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " to " + LAST);
  }

  private static boolean take(int port, int[] offsets) {
    Set<Integer> wanted = new HashSet<>();
    wanted.add(port);
    for (int offset : offsets) {
      wanted.add(port + offset);
    }
    for (int each : wanted) {
      if (GIVEN.contains(each) || !free(each)) {
        return false;
      }
    }
    GIVEN.addAll(wanted);
    return true;
  }

  private static boolean free(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      // Without it a port that a killed server left in TIME_WAIT looks taken; a listener still
      // does.
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (java.net.BindException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
