package io.likes.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  @TempDir private Path directory;

  @Test
  void aServerThatWasKilledStartsAgainOnItsPort() throws IOException {
    int port = FreePorts.next();
    try (ServerProcess server = EchoServer.process(port, directory).start()) {
      assertThat(echoed(port)).isEqualTo('x');
      server.kill();
      assertThat(server.alive()).isFalse();
      assertThat(EchoServer.accepts(port)).isFalse();

      server.start();
      assertThat(server.alive()).isTrue();
      assertThat(echoed(port)).isEqualTo('x');
      assertThatThrownBy(server::start).hasMessage("echo runs already");
    }
    assertThat(EchoServer.accepts(port)).isFalse();
  }

  @Test
  void aSuspendedServerAnswersNothingUntilItIsResumed() throws IOException {
    int port = FreePorts.next();
    try (ServerProcess server = EchoServer.process(port, directory).start();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout(200);
      server.suspend();
      client.getOutputStream().write('x');
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      server.resume();
      client.setSoTimeout(0);
      assertThat(client.getInputStream().read()).isEqualTo('x');
      server.stop();
      assertThat(server.alive()).isFalse();
      assertThatThrownBy(server::suspend).hasMessage("echo does not run");
    }
  }

  @Test
  void aServerThatEndsAtItsStartFailsWithItsOutput() {
    try (ServerProcess server = shell("echo it is broken; exit 3", Duration.ofSeconds(60))) {
      assertThatThrownBy(server::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("shell ended with 3 at its start")
          .hasMessageContaining("it is broken");
    }
  }

  @Test
  void theStartAndTheWaitCanBeApart() throws IOException {
    int port = FreePorts.next();
    try (ServerProcess server = EchoServer.process(port, directory)) {
      assertThatThrownBy(server::awaitReady).hasMessage("echo was not started");
      server.startWithoutWaiting();
      server.awaitReady();
      assertThat(echoed(port)).isEqualTo('x');
    }
  }

  @Test
  void aServerThatIsNotReadyInTimeIsKilled() {
    try (ServerProcess server =
        shell("echo still busy; exec tail -f /dev/null", Duration.ofMillis(300))) {
      assertThatThrownBy(server::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("shell was not ready after PT0.3S");
      assertThat(server.alive()).isFalse();
    }
  }

  private ServerProcess shell(String script, Duration startTime) {
    return new ServerProcess(
        "shell", List.of("sh", "-c", script), directory, Map.of(), () -> false, startTime);
  }

  private static int echoed(int port) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.getOutputStream().write('x');
      return client.getInputStream().read();
    }
  }
}
