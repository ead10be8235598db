package io.likes.servers.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CassandraClusterTest {
  /** An OPTIONS request of version 4 of the native protocol. */
  private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};

  private static final int SUPPORTED = 6;

  @Test
  void aNodeAnswersAndStartsAgainAfterItWasKilled() throws IOException {
    try (CassandraCluster cluster =
        CassandraCluster.start(
            1, Map.of("read_request_timeout", "3s"), CassandraCluster.SHORT_LIVED)) {
      InetSocketAddress address = cluster.addresses().get(0);
      assertThat(answer(address)).isEqualTo(SUPPORTED);

      cluster.node(0).kill();
      assertThatThrownBy(() -> answer(address)).isInstanceOf(IOException.class);

      cluster.node(0).start();
      assertThat(answer(address)).isEqualTo(SUPPORTED);
    }
  }

  @Test
  void aBadSettingEndsTheStartWithTheServersOutput() {
    assertThatThrownBy(() -> CassandraCluster.start(1, Map.of("no_such_setting", "1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no_such_setting");
  }

  private static int answer(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, 5000);
      socket.getOutputStream().write(OPTIONS);
      byte[] header = new byte[9];
      new DataInputStream(socket.getInputStream()).readFully(header);
      return header[4];
    }
  }
}
