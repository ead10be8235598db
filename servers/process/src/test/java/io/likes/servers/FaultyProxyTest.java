package io.likes.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyProxyTest {
  private static final int PORT = FreePorts.next();

  @TempDir private static Path directory;
  private static ServerProcess server;

  private final FaultyProxy proxy =
      new FaultyProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));

  @BeforeAll
  static void startServer() {
    server = EchoServer.process(PORT, directory).start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  @Test
  void passesAtFirst() throws IOException {
    try (Socket client = connect()) {
      assertThat(echoed(client, "abc")).isEqualTo("abc");
    }
  }

  @Test
  void losesReplies() throws IOException {
    try (Socket client = connect()) {
      assertThat(echoed(client, "a")).isEqualTo("a");
      proxy.dropReplies();
      client.getOutputStream().write('b');
      client.setSoTimeout(200);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      proxy.heal();
      client.setSoTimeout(0);
      assertThat(echoed(client, "c")).isEqualTo("c");
    }
  }

  @Test
  void cutsInTheMiddleOfAReply() throws IOException {
    try (Socket client = connect()) {
      proxy.cutAfterReplyBytes(3);
      client.getOutputStream().write("abcdef".getBytes(UTF_8));
      assertThat(new String(client.getInputStream().readNBytes(6), UTF_8)).isEqualTo("abc");
    }
    try (Socket client = connect()) {
      client.getOutputStream().write('x');
      assertThat(ended(client)).isTrue();
    }
    proxy.heal();
    try (Socket client = connect()) {
      assertThat(echoed(client, "x")).isEqualTo("x");
    }
  }

  @Test
  void cutsWhatIsOpenAndTakesNewConnections() throws IOException {
    try (Socket old = connect()) {
      assertThat(echoed(old, "a")).isEqualTo("a");
      proxy.cut();
      assertThat(ended(old)).isTrue();
    }
    try (Socket client = connect()) {
      assertThat(echoed(client, "b")).isEqualTo("b");
    }
  }

  @Test
  void refusesUntilItIsHealed() throws IOException {
    proxy.refuse();
    try (Socket client = connect()) {
      assertThat(ended(client)).isTrue();
    }
    proxy.heal();
    try (Socket client = connect()) {
      assertThat(echoed(client, "b")).isEqualTo("b");
    }
  }

  @Test
  void delaysReplies() throws IOException {
    try (Socket client = connect()) {
      proxy.delayReplies(Duration.ofHours(1));
      client.getOutputStream().write('a');
      client.setSoTimeout(200);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static String echoed(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(UTF_8));
    return new String(client.getInputStream().readNBytes(text.length()), UTF_8);
  }

  /** Returns whether the other side ends the connection without a word. */
  private static boolean ended(Socket client) {
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
